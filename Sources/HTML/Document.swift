// A page, from the bytes the server sent to a tree one can ask questions of.

/// The tree of an HTML page, as a browser without scripting would build it.
///
/// Nothing the bytes may hold is an error: the worst of them give a document with an empty body.
///
/// The contents of a `template` are its descendants, and those of a `noscript` in the body are parsed as
/// elements; who does not want them asks `Element.isInside`. A `noscript` in the head is empty.
public struct Document: Sendable {
  /// The WHATWG name of the encoding the bytes were read in, such as `UTF-8` or `windows-1252`.
  public let encoding: String
  /// What told the encoding.
  public let encodingSource: EncodingSource
  /// How many U+FFFD had to be put in place of bytes that are not valid in the encoding.
  ///
  /// In texts and values there may be more: the parser makes U+FFFD of control characters, too.
  public let replacements: Int
  /// Whether the page was larger than the limit and its end was left out.
  public let isCutBySize: Bool
  /// Whether the page was read only to where its elements are nested too deep.
  public let isCutByDepth: Bool
  /// Whether the page was read only to where parsing it had become too expensive, or the parser contradicts itself.
  public let isCutByCost: Bool
  /// Whether a browser renders the page in quirks mode.
  public let isQuirks: Bool
  /// Whether the page has a doctype.
  public let hasDoctype: Bool

  private let tree: Tree

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - bytes: The body of the answer, content encodings undone.
  ///   - charset: The charset parameter of the Content-Type header, if any.
  ///   - limits: How much of the page is read.
  public init(_ bytes: [UInt8], charset: String? = nil, limits: Limits = Limits()) {
    isCutBySize = bytes.count > limits.bytes
    let kept = isCutBySize ? Array(bytes.prefix(max(limits.bytes, 0))) : bytes
    let decoded = Decoded(kept, charset: charset, isCut: isCutBySize)
    encoding = decoded.encoding.name
    encodingSource = decoded.source
    replacements = decoded.text.replacements
    let parsed = Parsed(HeadNoscript.removed(from: decoded.text.utf8), limits: limits)
    isCutByDepth = parsed.end == .deep
    isCutByCost = parsed.end == .costly
    isQuirks = parsed.isQuirks
    hasDoctype = parsed.hasDoctype
    tree = parsed.tree
  }

  /// The number of elements.
  public var elementCount: Int { tree.elementCount }

  /// The depth of the deepest element, the root's being 1.
  public var depth: Int { tree.depth }

  /// The `html` element, be it implied; only a page cut before its first element has none.
  public var root: Element? { elements.first { _ in true } }

  /// The `head` element.
  public var head: Element? { root?.children.first { $0.isHTML("head") } }

  /// The `body` element; a page of frames has none.
  public var body: Element? { root?.children.first { $0.isHTML("body") } }

  /// All elements in document order.
  public var elements: Elements { Elements(tree, 0..<tree.records.count) }

  /// The HTML elements of a name, in document order.
  public func elements(named name: String) -> NamedElements {
    NamedElements(tree, 0..<tree.records.count, name: name)
  }
}
