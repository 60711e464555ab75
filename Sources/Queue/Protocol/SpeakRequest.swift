// Answers to the commands of Celery's tools, and events for its monitors.

/// Says things to whoever listens.
public struct SpeakRequest: ScriptRequest {
  /// What `speak` answers.
  public struct Reply: ScriptReply {
    /// How many of them somebody heard.
    public var heard: Int

    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
      heard = try reader.number()
    }
  }

  /// The script.
  public static let script = QueueScript.speak

  /// What is said, in this order.
  public var speeches: [WorkerSpeech]
  private let keys: KeySpace

  /// Makes a request.
  public init(_ speeches: [WorkerSpeech], in keys: KeySpace) {
    self.speeches = speeches
    self.keys = keys
  }

  /// Verbs and what belongs to them.
  public var arguments: [[UInt8]] {
    speeches.flatMap { speech -> [[UInt8]] in
      switch speech.way {
      case .publish(let channel): [bytes("publish"), bytes(channel), speech.payload]
      case .reply(let exchange, let routingKey):
        [
          bytes("reply"), bytes("\(keys.prefix)_kombu.binding.\(exchange)"), bytes(routingKey),
          bytes(keys.prefix), speech.payload,
        ]
      }
    }
  }
}
