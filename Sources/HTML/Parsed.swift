// The call into gumbo: UTF-8 in, a `Tree` out, and gumbo's memory given back before returning.

import CGumbo
import Glibc

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
  ///
  /// - Parameters:
  ///   - utf8: The page.
  ///   - limits: How much of it is read.
  ///   - takesRunsOut: Whether gumbo is spared the runs of text; the outcome is the same.
  init(_ utf8: [UInt8], limits: Document.Limits, takesRunsOut: Bool = true) {
    let (seconds, attoseconds) = limits.time.components
    var bounds = cgumbo_limits(
      depth: max(limits.depth, 1), attributes: max(limits.attributes, 1),
      // Less would not even hold an empty document.
      memory: max(limits.memory, 65_536),
      nanoseconds: min(seconds, 1_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
    self = utf8.withUnsafeBytes { source in
      if takesRunsOut, let runs = TextRuns(source) {
        let begin = cgumbo_clock()
        if let parsed = Self.parsed(source, without: runs, bounds) { return parsed }
        bounds.nanoseconds = max(0, bounds.nanoseconds - (cgumbo_clock() - begin))
      }
      return Self.parsed(source, without: nil, bounds)
        ?? Parsed(tree: .empty, end: .costly, isQuirks: false, hasDoctype: false)
    }
  }

  /// The tree of a page; nil when there is no memory, or runs came out where they change more than a text.
  private static func parsed(
    _ source: UnsafeRawBufferPointer, without runs: TextRuns?, _ bounds: cgumbo_limits
  ) -> Parsed? {
    guard let parse = cgumbo_open(bounds) else { return nil }
    defer { cgumbo_close(parse) }
    func read(_ page: UnsafeRawBufferPointer) -> Parsed? {
      let end = cgumbo_run(parse, page.baseAddress, page.count)
      guard let document = cgumbo_document(parse) else { return nil }
      let head = document.pointee.v.document
      let builder = TreeBuilder(document, source: source, runs: runs, maxDepth: bounds.depth)
      guard !builder.isMarked else { return nil }
      return Parsed(
        tree: builder.tree, end: builder.isCut ? .deep : End(end), isQuirks: head.isQuirks,
        hasDoctype: head.has_doctype)
    }
    return runs.map { $0.page.withUnsafeBytes(read) } ?? read(source)
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
    // The doctype of most pages, which asks for nothing.
    let isBare = public_identifier.pointee == 0 && system_identifier.pointee == 0
    if isBare, strcasecmp(name, "html") == 0 { return false }
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
