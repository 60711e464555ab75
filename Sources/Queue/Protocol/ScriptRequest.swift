// A request to a script as a value, and how its answer is read. How the bytes travel is not known here; whoever
// sends them puts the request's id in front of the arguments and "." behind, and takes the id off the reply.

/// A request to one of the scripts.
public protocol ScriptRequest: Sendable {
  /// What the script answers.
  associatedtype Reply: ScriptReply

  /// The script.
  static var script: QueueScript { get }

  /// ARGV without the request's id in front and the sentinel behind; KEYS is ``KeySpace/root`` alone.
  var arguments: [[UInt8]] { get }
}

extension ScriptRequest {
  /// The request as the pipe takes it.
  ///
  /// - Parameters:
  ///   - keys: The names of keys.
  ///   - deadline: How long one attempt may take.
  /// - Returns: A request that may be repeated until it is answered.
  public func pipeRequest(_ keys: KeySpace, deadline: Duration = .seconds(5)) -> PipeRequest {
    PipeRequest(Self.script.script, keys: [keys.root], arguments: arguments, deadline: deadline)
  }

  /// Reads the answer.
  ///
  /// - Parameter values: What Redis answered to this request, after its id.
  /// - Returns: The reply.
  /// - Throws: ``ReplyError``, when that cannot be the script's.
  public func reply(from values: [ReplyValue]) throws(ReplyError) -> Reply {
    var fields: [[UInt8]] = []
    for value in values {
      guard case .text(let bytes) = value else {
        throw ReplyError(script: Self.script, detail: "an element is no text")
      }
      fields.append(bytes)
    }
    var reader = ReplyReader(fields, of: Self.script)
    return try Reply(&reader)
  }
}

/// What a script answers.
public protocol ScriptReply: Sendable, Equatable {
  /// Reads the elements after the request's id.
  ///
  /// - Throws: ``ReplyError`` when the script cannot have said that.
  init(_ reader: inout ReplyReader) throws(ReplyError)
}
