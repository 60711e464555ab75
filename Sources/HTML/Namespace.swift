// The three languages an element of a page can belong to.

/// The namespace of an element.
public enum Namespace: Sendable {
  /// HTML: everything outside of the other two.
  case html
  /// The inside of an `svg` element, that element included.
  case svg
  /// The inside of a `math` element, that element included.
  case mathML
}
