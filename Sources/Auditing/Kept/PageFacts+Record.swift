// The facts of a page in a record, member by member. A change here, or in what a member says, is another
// `PageRecord.revision`.

extension PageFacts {
  func write(to writer: inout RecordWriter) {
    writer.write(titles)
    writer.write(descriptions)
    writer.write(all: headings) {
      $0.write($1.level)
      $0.write($1.text)
    }
    writer.write(canonicals)
    writer.write(canonicalCount)
    writer.write(robots.tokens)
    writer.write(lang)
    writer.write(viewport)
    writer.write(all: hreflang) {
      $0.write($1.code)
      $0.write($1.address)
    }
    writer.write(series)
    writer.write(all: assets) {
      $0.write($1.kind.rawValue)
      $0.write($1.address)
    }
    writer.write(refresh != nil)
    if let refresh {
      writer.write(refresh.target)
      writer.write(refresh.delaySeconds)
    }
    writer.write(all: links) { $1.write(to: &$0) }
    writer.write(linkCount)
    writer.write(all: images) {
      $0.write($1.source)
      $0.write($1.alternative)
      $0.write($1.isExplained)
    }
    writer.write(mainWords)
    writer.write(sketch != nil)
    sketch?.write(to: &writer)
    writer.write(encoding)
    writer.write(elementCount)
    writer.write(depth)
    writer.write(isCutByDepth)
  }

  init(from reader: inout RecordReader, scope: Scope) throws(RecordReader.Unreadable) {
    titles = try reader.texts()
    descriptions = try reader.texts()
    headings = try reader.all { reader throws(RecordReader.Unreadable) in
      Heading(level: try reader.number(), text: try reader.text())
    }
    canonicals = try reader.addresses()
    canonicalCount = try reader.number()
    robots = RobotsDirectives(tokens: try reader.texts())
    lang = try reader.optionalText()
    viewport = try reader.optionalText()
    hreflang = try reader.all { reader throws(RecordReader.Unreadable) in
      Alternate(code: try reader.text(), address: try reader.address())
    }
    series = try reader.addresses()
    assets = try reader.all { reader throws(RecordReader.Unreadable) in
      guard let kind = CheckedURL.Kind(rawValue: try reader.text()) else { throw RecordReader.Unreadable() }
      return Asset(kind: kind, address: try reader.address())
    }
    if try reader.flag() { refresh = (try reader.address(), try reader.number()) }
    links = try reader.all { reader throws(RecordReader.Unreadable) in try Link(from: &reader, scope: scope) }
    linkCount = try reader.number()
    images = try reader.all { reader throws(RecordReader.Unreadable) in
      Image(
        source: try reader.optionalText(), alternative: try reader.optionalText(),
        isExplained: try reader.flag())
    }
    mainWords = try reader.number()
    if try reader.flag() { sketch = try TextSketch(from: &reader) }
    encoding = try reader.text()
    elementCount = try reader.number()
    depth = try reader.number()
    isCutByDepth = try reader.flag()
  }
}

extension Link {
  fileprivate func write(to writer: inout RecordWriter) {
    writer.write(address)
    writer.write(anchor)
    writer.write(relations)
    writer.write(isNofollow)
    writer.write(place.rawValue)
    writer.write(count)
  }

  /// Whether a link is the site's own is not written: that is for the site to say as it is now.
  fileprivate init(from reader: inout RecordReader, scope: Scope) throws(RecordReader.Unreadable) {
    address = try reader.address()
    isInternal = scope.contains(address.url)
    anchor = try reader.text()
    relations = try reader.text()
    isNofollow = try reader.flag()
    guard let place = Place(rawValue: try reader.text()) else { throw RecordReader.Unreadable() }
    self.place = place
    count = try reader.number()
  }
}

extension TextSketch {
  fileprivate func write(to writer: inout RecordWriter) {
    writer.write(words)
    writer.write(hash: simhash)
    writer.write(hash: textHash)
    writer.write(all: smallest) { $0.write(hash: $1) }
  }

  fileprivate init(from reader: inout RecordReader) throws(RecordReader.Unreadable) {
    words = try reader.number()
    simhash = try reader.hash()
    textHash = try reader.hash()
    smallest = try reader.all { reader throws(RecordReader.Unreadable) in try reader.hash() }
  }
}
