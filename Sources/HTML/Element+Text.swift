// The text of an element. That of a whole subtree is one slice of the document's.

extension Element {
  /// All text below, in document order, whitespace untouched.
  ///
  /// That of a `script` is its source, that of a `textarea` what stands in it.
  public var text: String { tree.text(record.textStart, record.textEnd) }

  /// The text below, leaving out the elements for which `skip` says true.
  ///
  /// Each element below is asked once, unless it lies in one left out. Whitespace is untouched.
  public func text(skipping skip: (Element) -> Bool) -> String {
    var kept: [UInt8] = []
    var start = record.textStart
    var index = self.index + 1
    let end = Int(record.end)
    while index < end {
      let record = tree.records[index]
      if record.isElement, skip(Element(tree: tree, index: index)) {
        kept.append(contentsOf: tree.text[Int(start)..<Int(record.textStart)])
        start = record.textEnd
        index = Int(record.end)
      } else {
        index += 1
      }
    }
    guard !kept.isEmpty else { return tree.text(start, record.textEnd) }
    kept.append(contentsOf: tree.text[Int(start)..<Int(record.textEnd)])
    return String(decoding: kept, as: UTF8.self)
  }

  /// Gives the texts below in document order, as UTF-8, leaving out elements, with a space where browsers begin or end
  /// one that is set apart from the text around it.
  ///
  /// - Parameters:
  ///   - isLeftOut: Asked once of each element below, unless it lies in one left out.
  ///   - take: Takes each piece, its whitespace untouched.
  public func forEachText(leavingOut isLeftOut: (Element) -> Bool, _ take: (Span<UInt8>) -> Void) {
    let space: [UInt8] = [0x20]
    let texts = tree.text
    // Where those end that are set apart, the innermost last.
    var ends: [Int] = []
    var index = self.index + 1
    let end = Int(record.end)
    while true {
      while let last = ends.last, last <= index {
        take(space.span)
        ends.removeLast()
      }
      guard index < end else { return }
      let record = tree.records[index]
      guard record.isElement else {
        take(texts.span.extracting(Int(record.textStart)..<Int(record.textEnd)))
        index += 1
        continue
      }
      let isSeparate = tree.names.traits(of: record.name).contains(.isSeparate)
      if isSeparate { take(space.span) }
      if isLeftOut(Element(tree: tree, index: index)) {
        index = Int(record.end)
      } else {
        if isSeparate { ends.append(Int(record.end)) }
        index += 1
      }
    }
  }
}
