// Why there is no more to be told of a document.

/// How the reading of a document ended.
public enum XMLEnd: Hashable, Sendable {
  /// With the document, which is well-formed.
  case whole
  /// At a DOCTYPE, whose entities nothing here wants to know.
  case doctype
  /// At what is no XML, or more of it than is sensible; a few words say where and why.
  case malformed(String)
}
