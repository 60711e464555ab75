// Names as XML has them: a namespace, and a name within it.

/// The name of an element or attribute (Namespaces in XML 1.0).
public struct XMLName: Hashable, Sendable {
  /// The namespace's URI; empty outside any.
  public var namespace: String
  /// The name without a prefix.
  public var local: String

  /// Makes a name.
  public init(_ local: String, in namespace: String = "") {
    self.namespace = namespace
    self.local = local
  }
}
