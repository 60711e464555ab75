// From the bytes of an answer to what a sitemap lists, a piece at a time and within bounds:
//
// 1. what begins like gzip is decoded, once: servers send `.gz` files as they are;
// 2. more than 50 MiB, or 50,000 entries, is not read (sitemaps.org);
// 3. what begins with `<` is XML, anything else a list of URLs.
//
// Blanks and byte order marks before the XML declaration are passed over, as search engines do, and noted.

internal import Auditing
internal import Gzip
internal import XML

/// Reads one sitemap.
struct SitemapReader: ~Copyable {
  /// How many bytes of a sitemap are read, once decoded.
  static let byteLimit = 52_428_800

  private enum Stage {
    /// Not enough is known to say what it is.
    case beginning
    case xml(XMLReader)
    case text
    /// Nothing more is read.
    case over
  }

  private let byteLimit: Int
  private var stage = Stage.beginning
  private var packed: [UInt8]? = []
  private var inflater: Inflater?
  private var decoded = 0
  /// The decoded bytes of which nothing is known yet.
  private var beginning: [UInt8] = []
  private var hasBlanks = false
  private var hasMark = false
  private var tree = SitemapTree()
  private var list = SitemapList()

  /// Makes a reader of one file.
  init(byteLimit: Int = Self.byteLimit) {
    self.byteLimit = byteLimit
  }

  /// Whether what is still to come makes no difference.
  var isOver: Bool {
    if case .over = stage { true } else { false }
  }

  /// Reads on.
  ///
  /// - Parameter bytes: What comes next, of any length.
  mutating func read(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty, !isOver {
      let piece = rest.prefix(1 << 16)
      rest = rest.dropFirst(piece.count)
      unpack(piece)
    }
  }

  /// Notes the end.
  ///
  /// - Parameter isCut: Whether there was more than the reader was given.
  /// - Returns: What was read.
  mutating func finish(isCut: Bool = false) -> SitemapContent {
    if let first = packed {
      packed = nil
      decode(first[...])
    }
    if let inflater {
      inflater.finish()
      if inflater.end == .damaged, !isOver { note(.malformed) }
    }
    if case .beginning = stage { decide(isLast: true) }
    switch stage {
    case .xml(let xml):
      tree.read(xml.finish())
      end(xml)
    case .text: list.finish()
    case .beginning, .over: break
    }
    var content = list.content ?? tree.finished
    if isCut { content.note(.tooManyBytes) }
    if content.count == 0, content.format != nil { content.note(.empty) }
    let isBroken = content.faults.contains { [.doctype, .tooManyEntries, .tooManyBytes].contains($0) }
    content.isWhole = !isBroken && !isUnfinished && content.format != nil
    return content
  }

  /// Whether something kept us from the end.
  private var isUnfinished = false

  private mutating func note(_ fault: SitemapFile.Fault) {
    if list.content == nil { tree.note(fault) } else { list.note(fault) }
    if fault == .malformed { isUnfinished = true }
  }

  // MARK: - Bytes

  private mutating func unpack(_ bytes: ArraySlice<UInt8>) {
    if var first = packed {
      first += bytes
      guard first.count >= 2 else {
        packed = first
        return
      }
      packed = nil
      if first[0] == 0x1F, first[1] == 0x8B { inflater = Inflater() }
      unpack(first[...])
    } else if let inflater {
      inflater.add(bytes)
      while !isOver, let piece = inflater.next() { decode(piece[...]) }
      if inflater.end == .damaged, !isOver {
        note(.malformed)
        close()
      }
    } else {
      decode(bytes)
    }
  }

  private mutating func decode(_ bytes: ArraySlice<UInt8>) {
    let kept = bytes.prefix(byteLimit - decoded)
    decoded += kept.count
    take(kept)
    guard kept.count < bytes.count, !isOver else { return }
    note(.tooManyBytes)
    close()
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    switch stage {
    case .beginning:
      beginning += bytes
      decide(isLast: false)
    case .xml(let xml):
      tree.read(xml.read(bytes))
      if tree.isOver { stage = .over } else if xml.end != nil { end(xml) }
    case .text:
      list.read(bytes)
      if list.isOver { stage = .over }
    case .over: break
    }
  }

  /// Tells what has come so far, and reads no more.
  private mutating func close() {
    switch stage {
    case .xml(let xml):
      tree.read(xml.finish())
    case .text: list.finish()
    case .beginning, .over: break
    }
    stage = .over
  }

  private mutating func end(_ xml: XMLReader) {
    switch xml.end {
    case .doctype: tree.note(.doctype)
    case .malformed: note(.malformed)
    case .whole, nil: break
    }
    stage = .over
  }

  // MARK: - What it is

  /// Finds out what the file is, once enough of it is there.
  private mutating func decide(isLast: Bool) {
    var rest = beginning[...]
    while true {
      if rest.starts(with: [0xEF, 0xBB, 0xBF]) {
        rest = rest.dropFirst(3)
        // A mark behind another, or behind blanks, is none: it is a character before the document.
        hasBlanks = hasBlanks || hasMark
        hasMark = true
      } else if let first = rest.first, first.isASCIIWhitespace {
        rest = rest.dropFirst()
        hasBlanks = true
      } else {
        break
      }
    }
    beginning = Array(rest)
    // As many as tell whether a declaration begins: `<?xml`, and what may come before in UTF-16.
    guard beginning.count >= 6 || isLast else { return }
    guard let first = beginning.first else {
      tree.note(.empty)
      stage = .over
      return
    }
    let isXML =
      first == UInt8(ascii: "<") || beginning.starts(with: [0, 0x3C]) || beginning.starts(with: [0xFE, 0xFF])
      || beginning.starts(with: [0xFF, 0xFE])
    if isXML {
      if hasBlanks, beginning.starts(with: "<?xml".utf8) { tree.note(.malformed) }
      stage = .xml(XMLReader())
    } else {
      list.begin()
      stage = .text
    }
    let bytes = beginning
    beginning = []
    take(bytes[...])
  }
}
