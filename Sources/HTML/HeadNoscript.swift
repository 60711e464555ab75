// A `noscript` in the head, read as a browser with scripting reads it: as text. gumbo reads it as without
// scripting, and then an image in it - the usual counting pixel - ends the head, title and all behind it.

/// Takes out what the `noscript` elements of a head hold, before the page is parsed.
struct HeadNoscript {
  private let page: [UInt8]
  private var place = 0
  private var cuts: [Range<Int>] = []

  /// Behind so many bytes no head is looked for any more.
  private static let longestHead = 524_288

  /// Returns the page without those contents; a page that has none is returned as it is.
  static func removed(from page: [UInt8]) -> [UInt8] {
    var scan = HeadNoscript(page: page)
    scan.run()
    guard !scan.cuts.isEmpty else { return page }
    var kept: [UInt8] = []
    kept.reserveCapacity(page.count)
    var start = 0
    for cut in scan.cuts {
      kept += page[start..<cut.lowerBound]
      start = cut.upperBound
    }
    return kept + page[start...]
  }

  private init(page: [UInt8]) { self.page = page }

  /// Walks through the tags until one that does not belong in a head.
  private mutating func run() {
    while find(UInt8(ascii: "<")), place < Self.longestHead {
      place += 1
      guard place < page.count else { return }
      let next = page[place]
      if starts(with: "!--") {
        place += 2
        skip(past: "-->")
      } else if next == UInt8(ascii: "/") {
        place += 1
        if name() == "head" { return }
        endTag()
      } else if next | 0x20 >= UInt8(ascii: "a"), next | 0x20 <= UInt8(ascii: "z") {
        guard pass(startTag: name()) else { return }
      }
    }
  }

  /// Passes a start tag and, of an element that holds text alone, the text; false when the head is over.
  private mutating func pass(startTag name: String) -> Bool {
    switch name {
    case "html", "head", "meta", "link", "base", "basefont", "bgsound", "template":
      endTag()
    case "title", "style", "script", "noframes":
      endTag()
      skipText(of: name)
    case "noscript":
      endTag()
      let start = place
      skipText(of: name)
      if start < place { cuts.append(start..<place) }
    default: return false
    }
    return true
  }

  /// The name that begins here, in lower case.
  private func name() -> String {
    let name = page[place...].prefix(12).prefix {
      $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">")
    }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// Moves behind the tag's end; a quoted attribute may hold the character that ends it.
  private mutating func endTag() {
    var quote: UInt8?
    while place < page.count {
      let byte = page[place]
      place += 1
      if byte == quote {
        quote = nil
      } else if quote == nil {
        if byte == UInt8(ascii: ">") { return }
        let isQuote = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
        if isQuote, page[place - 2] == UInt8(ascii: "=") || page[place - 2] <= 0x20 { quote = byte }
      }
    }
  }

  /// Moves to the end tag of an element whose content is text.
  private mutating func skipText(of name: String) {
    let end = "</\(name)"
    while find(UInt8(ascii: "<")) {
      if starts(with: end) { return }
      place += 1
    }
  }

  /// Moves to the next such byte; false, and to the end, when there is none.
  private mutating func find(_ byte: UInt8) -> Bool {
    while place < page.count, page[place] != byte { place += 1 }
    return place < page.count
  }

  private mutating func skip(past text: String) {
    while find(text.utf8.first ?? 0), !starts(with: text) { place += 1 }
    place = min(page.count, place + text.utf8.count)
  }

  /// Whether the page goes on with a text, in any case.
  private func starts(with text: String) -> Bool {
    let part = page[place...].prefix(text.utf8.count)
    return part.count == text.utf8.count
      && zip(part, text.utf8).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 && $1 >= UInt8(ascii: "a")) }
  }
}
