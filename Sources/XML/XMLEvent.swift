// What a reader tells of a document, in its order.

/// One piece of a document.
public enum XMLEvent: Hashable, Sendable {
  /// An element begins; its attributes are in the order of the document.
  case start(XMLName, attributes: [XMLAttribute])
  /// An element ends.
  case end(XMLName)
  /// Text between tags, references resolved; a long text comes in several pieces.
  case text(String)
}

/// An attribute of an element.
public struct XMLAttribute: Hashable, Sendable {
  /// Its name.
  public var name: XMLName
  /// Its value, references resolved.
  public var value: String

  /// Makes an attribute.
  public init(_ name: XMLName, _ value: String) {
    self.name = name
    self.value = value
  }
}
