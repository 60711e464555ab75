// Why there are no recommendations, and what whoever asked is to do about it.

/// A question without a usable answer.
public struct AskingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What to do about it.
  public enum Outcome: Hashable, Sendable {
    /// Give up: the same question will be refused again. The name is that of the failure.
    case permanent(String)
    /// Ask again, after so many seconds if somebody named them; this time cost nothing.
    case later(afterSeconds: Double?)
    /// Ask again: nobody knows whether there was an answer, which may have to be paid for.
    case unknown
    /// Ask again: the answer was not as asked for, and another one may be.
    case malformed
    /// Ask the operator: no question will be answered like this.
    case configuration
    /// Whoever asked did not want to wait any longer.
    case stopped
  }

  /// What to do.
  public var outcome: Outcome
  /// One sentence without secrets.
  public var description: String

  /// An error.
  public init(_ outcome: Outcome, _ description: String) {
    self.outcome = outcome
    self.description = description
  }
}
