// What a tree is made of, as far as it is kept: comments are not.

/// A child of an element.
public enum Node: Sendable {
  /// An element.
  case element(Element)
  /// A run of text, character references resolved, whitespace untouched.
  case text(String)
}
