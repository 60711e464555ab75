// One piece of advice, as it is kept and shown.

internal import JSONText

/// One recommendation.
struct Recommendation: Hashable, Sendable {
  /// How much work it is.
  enum Effort: String, CaseIterable, Sendable {
    case small, medium, large
  }

  /// What to do, in a few words.
  var title: String
  /// What to change and why.
  var text: String
  /// The ids of the rules that found what it is about.
  var issues: [String]
  /// The URLs of the pages it is about.
  var pages: [String]
  /// How much work it is.
  var effort: Effort

  /// What one has, no more and no less.
  static let members: Set = ["title", "text", "issues", "pages", "effort"]
  /// Bounds of what is accepted; characters are Unicode scalars, as JSON Schema counts them.
  static let (titleLength, textLength, mostIssues, mostPages) = (120, 800, 6, 5)

  /// All of it.
  var json: JSON {
    [
      "title": .string(title), "text": .string(text), "issues": JSON(issues), "pages": JSON(pages),
      "effort": .string(effort.rawValue),
    ]
  }
}
