// What is wrong with a line of robots.txt.

/// One line that crawlers pass over, or may take for something else than was meant.
public struct RobotsFault: Hashable, Sendable {
  /// What is wrong.
  public enum Kind: String, Sendable, CaseIterable {
    /// Name and value are not separated by a colon.
    case noColon = "no_colon"
    /// The name is none that crawlers know.
    case unknownDirective = "unknown_directive"
    /// A rule comes before any user-agent line, and so is for nobody.
    case noAgent = "no_agent"
    /// The path of a rule begins neither with `/` nor with `*` or `$`.
    case noPath = "no_path"
    /// A `$` is not at the end, where alone it means something.
    case dollarWithin = "dollar_within"
    /// The file is UTF-16, which crawlers take for no text.
    case encoding
  }

  /// The number of the line, from 1.
  public var line: Int
  /// What is wrong.
  public var kind: Kind
  /// The line as written, without a comment, and its first 200 characters only.
  public var text: String

  /// Makes the record of a line.
  public init(line: Int, kind: Kind, text: String) {
    self.line = line
    self.kind = kind
    self.text = text
  }
}
