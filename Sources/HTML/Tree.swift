// The tree of a page as three flat arrays in document order. "The next node" is the next index, "inside
// X" is a comparison of indices, and the text below a node is one slice.

/// The nodes of one document.
final class Tree: Sendable {
  /// An element or a text.
  struct Record: Sendable {
    /// An element's name; for a text, `noName`.
    var name: Names.ID
    var namespace: Namespace
    /// The index of the element this lies in; -1 for the topmost.
    var parent: Int32
    /// The index after the last node below.
    var end: Int32
    /// Where the text of this node, or of all below it, lies in `text`.
    var textStart: UInt32
    var textEnd: UInt32
    /// Where the attributes of this element lie in `attributes`.
    var attributesStart: UInt32
    var attributesEnd: UInt32

    var isElement: Bool { name != Record.noName }

    static var noName: Names.ID { .max }
  }

  /// An attribute, its value being a range of `values`.
  struct Attribute: Sendable {
    var name: Names.ID
    var start: UInt32
    var end: UInt32
  }

  let records: [Record]
  let attributes: [Attribute]
  /// The UTF-8 of all texts, one after the other.
  let text: [UInt8]
  /// The UTF-8 of all attribute values, one after the other.
  let values: [UInt8]
  let names: Names
  let elementCount: Int
  let depth: Int

  init(
    records: [Record], attributes: [Attribute], text: [UInt8], values: [UInt8], names: Names,
    elementCount: Int, depth: Int
  ) {
    self.records = records
    self.attributes = attributes
    self.text = text
    self.values = values
    self.names = names
    self.elementCount = elementCount
    self.depth = depth
  }

  /// The text in a range of `text`.
  func text(_ start: UInt32, _ end: UInt32) -> String {
    String(decoding: text[Int(start)..<Int(end)], as: UTF8.self)
  }

  func value(of attribute: Attribute) -> String {
    String(decoding: values[Int(attribute.start)..<Int(attribute.end)], as: UTF8.self)
  }
}
