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
}
