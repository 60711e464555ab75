// Why an answer is not believed.

/// An answer that a script cannot have given.
public struct ReplyError: Error, Equatable, CustomStringConvertible {
  /// Whose answer it should be.
  public var script: QueueScript
  /// What is wrong with it.
  public var detail: String

  /// A sentence for the log.
  public var description: String { "cannot read the answer to \(script.rawValue): \(detail)" }
}
