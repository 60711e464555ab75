// Turns gumbo's tree into ours in one pass, with a stack of its own instead of recursion. Every pointer
// is read here and none is kept.

import CGumbo
import Glibc

/// Builds one `Tree`.
struct TreeBuilder {
  private let maxDepth: Int
  private let source: UnsafeRawBufferPointer
  private let runs: TextRuns?
  private var records: [Tree.Record] = []
  private var attributes: [Tree.Attribute] = []
  private var text: [UInt8] = []
  private var values: [UInt8] = []
  private var names = Names()
  /// Whether elements were left out for lying too deep.
  private(set) var isCut = false
  /// Whether a run of text was taken out of what is no text.
  private(set) var isMarked = false
  private var elementCount = 0
  private var depth = 0
  /// The numbers of the names gumbo knows, by its own number for them.
  private var known = [Names.ID](repeating: Tree.Record.noName, count: Int(GUMBO_TAG_LAST.rawValue) + 1)

  /// An element whose children are being read.
  private struct Open {
    let children: GumboVector
    let index: Int
    var next: UInt32
  }

  /// Reads the tree below a document node.
  ///
  /// - Parameters:
  ///   - document: The node.
  ///   - source: The whole page; its size tells how much room to make.
  ///   - runs: What gumbo has not seen of it, if anything.
  ///   - maxDepth: Elements below are left out.
  init(
    _ document: UnsafePointer<GumboNode>, source: UnsafeRawBufferPointer, runs: TextRuns?, maxDepth: Int
  ) {
    self.maxDepth = maxDepth
    self.source = source
    self.runs = runs
    records.reserveCapacity(source.count / 16)
    attributes.reserveCapacity(source.count / 64)
    text.reserveCapacity(source.count / 2)
    values.reserveCapacity(source.count / 4)
    walk(document.pointee.v.document.children)
  }

  /// What was built.
  var tree: Tree {
    Tree(
      records: records, attributes: attributes, text: text, values: values, names: names,
      elementCount: elementCount, depth: depth)
  }

  private mutating func walk(_ children: GumboVector) {
    var open = [Open(children: children, index: -1, next: 0)]
    open.reserveCapacity(64)
    while let last = open.indices.last {
      let next = open[last].next
      guard next < open[last].children.length else {
        close(open.removeLast().index)
        continue
      }
      open[last].next = next + 1
      guard let child = open[last].children.data?[Int(next)] else { continue }
      let node = UnsafePointer(child.assumingMemoryBound(to: GumboNode.self))
      switch node.pointee.type {
      case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE:
        // The parser measures an element when it makes the next; here is seen what that leaves.
        guard let element = cgumbo_element(node), open.count <= maxDepth else {
          isCut = true
          continue
        }
        add(element.pointee, parent: open[last].index)
        depth = max(depth, open.count)
        open.append(Open(children: element.pointee.children, index: records.count - 1, next: 0))
      case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
        add(cgumbo_text(node)?.pointee.text, parent: open[last].index)
      default:
        continue
      }
    }
  }

  private mutating func close(_ index: Int) {
    guard index >= 0 else { return }
    records[index].end = Int32(records.count)
    records[index].textEnd = UInt32(text.count)
  }

  private mutating func add(_ characters: UnsafePointer<CChar>?, parent: Int) {
    let start = UInt32(text.count)
    append(bytes(characters))
    records.append(
      Tree.Record(
        name: Tree.Record.noName, namespace: .html, parent: Int32(parent), end: Int32(records.count + 1),
        textStart: start, textEnd: UInt32(text.count),
        attributesStart: UInt32(attributes.count), attributesEnd: UInt32(attributes.count)))
  }

  /// Appends text, with the runs that were taken out of it.
  private mutating func append(_ characters: UnsafeRawBufferPointer) {
    var rest = characters
    while let runs, let place = rest.placeOfMark, let run = runs.run(of: rest, at: place) {
      text.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<place]))
      text.append(contentsOf: UnsafeRawBufferPointer(rebasing: source[run]))
      rest = UnsafeRawBufferPointer(rebasing: rest[(place + 4)...])
    }
    text.append(contentsOf: rest)
  }

  /// Notes whether a name or a value holds what is a text's.
  private mutating func check(_ bytes: UnsafeRawBufferPointer) {
    if runs != nil, bytes.placeOfMark != nil { isMarked = true }
  }

  private mutating func add(_ element: GumboElement, parent: Int) {
    let start = UInt32(attributes.count)
    for index in 0..<Int(element.attributes.length) {
      guard let attribute = element.attributes.data[index] else { continue }
      add(attribute.assumingMemoryBound(to: GumboAttribute.self).pointee)
    }
    elementCount += 1
    records.append(
      Tree.Record(
        name: name(of: element), namespace: Namespace(element.tag_namespace), parent: Int32(parent),
        end: Int32(records.count + 1), textStart: UInt32(text.count), textEnd: UInt32(text.count),
        attributesStart: start, attributesEnd: UInt32(attributes.count)))
  }

  private mutating func add(_ attribute: GumboAttribute) {
    let start = UInt32(values.count)
    let value = bytes(attribute.value)
    values.append(contentsOf: value)
    let local = bytes(attribute.name)
    check(value)
    check(local)
    let name =
      if local.isEmpty {
        // A NUL at the start of a name ends it for gumbo, while the standard makes it U+FFFD.
        replacement.withUnsafeBytes { names.intern($0) }
      } else if attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_NONE {
        names.intern(local)
      } else {
        intern(local, prefix: attribute.attr_namespace)
      }
    attributes.append(Tree.Attribute(name: name, start: start, end: UInt32(values.count)))
  }

  /// An attribute of foreign content by its qualified name, `xlink:href`; gumbo keeps the part after the colon.
  private mutating func intern(
    _ local: UnsafeRawBufferPointer, prefix namespace: GumboAttributeNamespaceEnum
  ) -> Names.ID {
    let prefix =
      switch namespace {
      case GUMBO_ATTR_NAMESPACE_XLINK: "xlink:"
      case GUMBO_ATTR_NAMESPACE_XML: "xml:"
      default: local.elementsEqual("xmlns".utf8) ? "" : "xmlns:"
      }
    return (Array(prefix.utf8) + local).withUnsafeBytes { names.intern($0) }
  }

  // MARK: - Names of elements

  private mutating func name(of element: GumboElement) -> Names.ID {
    let tag = Int(element.tag.rawValue)
    guard element.tag != GUMBO_TAG_UNKNOWN, element.tag_namespace != GUMBO_NAMESPACE_SVG else {
      return unknownName(of: element)
    }
    if known[tag] == Tree.Record.noName {
      known[tag] = names.intern(bytes(gumbo_normalized_tagname(element.tag)))
    }
    return known[tag]
  }

  /// A name gumbo has no number for has to be taken from the source, where it stands as it was written.
  private mutating func unknownName(of element: GumboElement) -> Names.ID {
    var source = element.original_tag
    guard source.length > 0 else { return names.intern(bytes(gumbo_normalized_tagname(element.tag))) }
    gumbo_tag_from_original_text(&source)
    if element.tag_namespace == GUMBO_NAMESPACE_SVG, let name = gumbo_normalize_svg_tagname(&source) {
      return names.intern(bytes(name))
    }
    var name: [UInt8] = []
    for byte in UnsafeRawBufferPointer(start: source.data, count: source.length) {
      switch byte {
      case 0x41...0x5A: name.append(byte | 0x20)
      case 0: name.append(contentsOf: replacement)
      default: name.append(byte)
      }
    }
    name.withUnsafeBytes { check($0) }
    return name.withUnsafeBytes { names.intern($0) }
  }
}

extension UnsafeRawBufferPointer {
  /// Where the first sign of a run begins.
  fileprivate var placeOfMark: Int? {
    guard let baseAddress, let mark = memchr(baseAddress, Int32(TextRuns.mark), count) else { return nil }
    return UnsafeRawPointer(mark) - baseAddress
  }
}

/// The bytes of a C string.
private func bytes(_ string: UnsafePointer<CChar>?) -> UnsafeRawBufferPointer {
  guard let string else { return UnsafeRawBufferPointer(start: nil, count: 0) }
  return UnsafeRawBufferPointer(start: string, count: cgumbo_length(string))
}

extension Namespace {
  fileprivate init(_ namespace: GumboNamespaceEnum) {
    switch namespace {
    case GUMBO_NAMESPACE_SVG: self = .svg
    case GUMBO_NAMESPACE_MATHML: self = .mathML
    default: self = .html
    }
  }
}
