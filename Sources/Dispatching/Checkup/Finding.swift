// One thing that was looked at, and how it is.

/// What a checkup has found about one thing.
public struct Finding: Hashable, Sendable {
  /// How it is.
  public enum Verdict: String, Sendable {
    /// As it should be.
    case good = "ok"
    /// It works, and might be better.
    case note
    /// A dispatcher would not start, or would leave something undone.
    case wrong
  }

  /// How it is.
  public var verdict: Verdict
  /// What was looked at: `redis`, `handler crawl-handler`.
  public var subject: String
  /// What was found, and what to do about it.
  public var text: String

  init(_ verdict: Verdict, _ subject: String, _ text: String) {
    self.verdict = verdict
    self.subject = subject
    self.text = text
  }
}
