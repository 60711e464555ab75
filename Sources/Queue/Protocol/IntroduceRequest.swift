// How Celery's tools know that there is a worker, and which queues there are.

/// Makes a dispatcher known among Celery's workers, or takes it back.
///
/// Sent again, it does the same again: after a database was emptied, or when queues were added.
public struct IntroduceRequest: ScriptRequest {
  /// What `introduce` answers.
  public struct Reply: ScriptReply {
    /// Reads the reply.
    public init(_ reader: inout ReplyReader) throws(ReplyError) {
      guard try reader.text() == "ok" else { throw reader.unreadable("not ok") }
    }
  }

  /// The script.
  public static let script = QueueScript.introduce

  /// The dispatcher, as `devseo@host`.
  public var hostname: String
  /// The queues that clients shall find; those of a dispatcher that goes stay, for the others.
  public var queues: [String]
  /// Whether it comes or goes.
  public var comes: Bool
  private let keys: KeySpace

  /// Makes a request.
  public init(_ hostname: String, queues: [String], comes: Bool, in keys: KeySpace) {
    self.hostname = hostname
    self.queues = queues
    self.comes = comes
    self.keys = keys
  }

  /// The sets with their members, and the lists that go.
  public var arguments: [[UInt8]] {
    let separator = "\u{06}\u{16}"
    let mailbox = "\(hostname).celery.pidbox"
    var members = [
      (
        key: bytes("\(keys.prefix)_kombu.binding.celery.pidbox"),
        member: bytes("\(separator)\(separator)\(mailbox)")
      )
    ]
    if comes { members += queues.map { QueueBinding(queue: $0, in: keys) }.map { ($0.key, $0.member) } }
    let lists = comes ? [] : keys.prioritySteps.map { keys.list(mailbox, step: $0) }
    return [bytes(comes ? "come" : "go"), bytes(members.count)] + members.flatMap { [$0.key, $0.member] }
      + lists
  }
}
