// Why a mail did not go, and what whoever sent it is to do: the one thing that all transports have to say alike.

/// A mail that was not sent, or of which nobody knows.
public struct SendingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What to do about it.
  public enum Outcome: Hashable, Sendable {
    /// Give up: the same mail will be refused again.
    case permanent
    /// Try again, after so many seconds if somebody named them; nothing was sent.
    case later(afterSeconds: Double?)
    /// Ask the operator: no mail will go like this, and this one was not sent.
    case configuration
    /// Do not try again by yourself: the connection ended before there was an answer, and it may have gone.
    case unknown
  }

  /// What to do.
  public var outcome: Outcome
  /// One sentence without secrets.
  public var description: String
  /// Whether the address itself is refused, so that nobody need write to it again.
  public var isAboutRecipient = false

  /// An error.
  public init(_ outcome: Outcome, _ description: String, isAboutRecipient: Bool = false) {
    self.outcome = outcome
    self.description = description
    self.isAboutRecipient = isAboutRecipient
  }
}
