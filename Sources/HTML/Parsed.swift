// The call into gumbo: UTF-8 in, a `Tree` out, and gumbo's memory given back before returning.

import CGumbo

/// What came of parsing one page.
struct Parsed {
  /// Why the parser stopped.
  enum End {
    case whole, deep, costly
  }

  var tree: Tree
  var end: End
  var isQuirks: Bool
  var hasDoctype: Bool

  /// Parses UTF-8 within the limits.
  init(_ utf8: [UInt8], limits: Document.Limits) {
    let depth = max(limits.depth, 1)
    let (seconds, attoseconds) = limits.time.components
    let bounds = cgumbo_limits(
      depth: depth, attributes: max(limits.attributes, 1),
      // Less would not even hold an empty document.
      memory: max(limits.memory, 65_536),
      nanoseconds: min(seconds, 1_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
    guard let parse = cgumbo_open(bounds) else {
      self.init(tree: .empty, end: .costly, isQuirks: false, hasDoctype: false)
      return
    }
    defer { cgumbo_close(parse) }
    self = utf8.withUnsafeBytes { source in
      let end = cgumbo_run(parse, source.baseAddress, source.count)
      guard let document = cgumbo_document(parse) else {
        return Parsed(tree: .empty, end: .costly, isQuirks: false, hasDoctype: false)
      }
      let head = document.pointee.v.document
      let builder = TreeBuilder(document, sourceSize: source.count, maxDepth: depth)
      return Parsed(
        tree: builder.tree, end: builder.isCut ? .deep : End(end), isQuirks: head.isQuirks,
        hasDoctype: head.has_doctype)
    }
  }

  private init(tree: Tree, end: End, isQuirks: Bool, hasDoctype: Bool) {
    self.tree = tree
    self.end = end
    self.isQuirks = isQuirks
    self.hasDoctype = hasDoctype
  }
}

extension Parsed.End {
  fileprivate init(_ end: cgumbo_end) {
    switch end {
    case CGUMBO_WHOLE: self = .whole
    case CGUMBO_DEEP: self = .deep
    default: self = .costly
    }
  }
}

extension GumboDocument {
  /// gumbo is right about doctypes missing or broken, and about most that are not.
  fileprivate var isQuirks: Bool {
    guard has_doctype, doc_type_quirks_mode != GUMBO_DOCTYPE_QUIRKS else {
      return doc_type_quirks_mode == GUMBO_DOCTYPE_QUIRKS
    }
    return Doctype(
      name: String(cString: name), publicID: String(cString: public_identifier),
      systemID: String(cString: system_identifier)
    ).asksForQuirks
  }
}

extension Tree {
  fileprivate static var empty: Tree {
    Tree(records: [], attributes: [], text: [], values: [], names: Names(), elementCount: 0, depth: 0)
  }
}
