// How long a text of a stranger may be in the database.

internal import Postgres

/// Shortens texts; what PostgreSQL cannot store is replaced on the way.
enum Clip {
  /// A URL: the longest that search engines and browsers agree on.
  static func url(_ text: String) -> String { DatabaseText.safe(text, bytes: 2_083) }

  /// At most so many characters as people count them, and four bytes a character altogether: one with a thousand
  /// accents is a character too.
  static func text(_ text: String, characters: Int) -> String {
    guard text.utf8.count > characters else { return DatabaseText.safe(text) }
    return DatabaseText.safe(String(text.prefix(characters)), bytes: 4 * characters)
  }
}
