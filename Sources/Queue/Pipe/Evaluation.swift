// A request as a line that another redis-cli may be given: the pipe knows what Redis calls the script.

/// A script to be run, and the id of what it returns.
public struct Evaluation: Hashable, Sendable {
  /// The line that asks for it.
  let line: [UInt8]
  /// What its reply begins with.
  let id: String
}
