// Runs of plain text are taken out of a page before gumbo reads it, and put back into the tree: gumbo makes a token of
// each character, which is half of its work. In the place of a run stands one character that the page has nowhere else.
//
// That changes nothing but the text that is put back:
// 1. Between a run and the last tag, comment or doctype before it there is a ">". Behind that the standard's tokenizer is
//    in a text, a comment or a quoted value, whatever the page looks like. To all of these a run is as good as one
//    letter: it holds no character that means anything there, and a hyphen only before a letter or digit.
// 2. A run begins with what is no white space. From there on the tree is built alike for white space and other text,
//    except in a frameset, and behind a `col` in a template; pages that may have one are left as they are.
// 3. A value may be compared, and behind its quotation mark there are names. So a page in whose names or values a run
//    turns up is read once more, as it is (`Parsed`). That is seldom so, since whole tags are passed over.

import Glibc

/// A page with its runs of plain text taken out.
struct TextRuns {
  /// The page, a sign in the place of each run.
  private(set) var page: [UInt8] = []
  /// Where in the whole page the runs are, in the order of their signs.
  private(set) var runs: [Range<Int>] = []

  /// The byte that begins a sign, and nothing else: signs are the private characters from U+F0000.
  static let mark: UInt8 = 0xF3
  /// Of longer pages, which are mostly no text, gumbo may not read all; then looking through them is lost.
  private static let longestPage = 1 << 20
  /// Shorter runs are hardly longer than a sign.
  private static let shortest = 8
  /// There are no more private characters before the two that are none.
  private static let most = 0xFFFE

  /// Takes the runs out of valid UTF-8; nil when the page has to be read as it is, or has none.
  init?(_ source: UnsafeRawBufferPointer) {
    guard source.count <= Self.longestPage, !source.maySign, !source.mayPartText else { return nil }
    page.reserveCapacity(source.count)
    let kept = scan(source)
    guard !runs.isEmpty else { return nil }
    page.append(contentsOf: UnsafeRawBufferPointer(rebasing: source[kept...]))
  }

  /// Walks through the page, and gives up to where it was copied.
  private mutating func scan(_ source: UnsafeRawBufferPointer) -> Int {
    var kept = 0
    var place = 0
    while place < source.count {
      let byte = source[place]
      if byte == UInt8(ascii: "<") {
        place = source.endOfMarkup(at: place)
      } else if byte == UInt8(ascii: "&") {
        place = source.endOfReference(at: place)
      } else if byte.beginsRun {
        let end = source.endOfRun(at: place)
        if end - place >= Self.shortest, runs.count < Self.most {
          page.append(contentsOf: UnsafeRawBufferPointer(rebasing: source[kept..<place]))
          append(sign: runs.count)
          runs.append(place..<end)
          kept = end
        }
        place = end
      } else {
        place += 1
      }
    }
    return kept
  }

  private mutating func append(sign number: Int) {
    page.append(Self.mark)
    page.append(0xB0 | UInt8(truncatingIfNeeded: number >> 12))
    page.append(0x80 | UInt8(truncatingIfNeeded: number >> 6 & 0x3F))
    page.append(0x80 | UInt8(truncatingIfNeeded: number & 0x3F))
  }

  /// The run of the sign that begins at a place.
  func run(of text: UnsafeRawBufferPointer, at place: Int) -> Range<Int>? {
    guard place + 3 < text.count else { return nil }
    let upper = Int(text[place + 1] & 0x0F) << 12 | Int(text[place + 2] & 0x3F) << 6
    let number = upper | Int(text[place + 3] & 0x3F)
    return number < runs.count ? runs[number] : nil
  }
}

extension UInt8 {
  /// A letter or digit of ASCII, or the first byte of a character that is neither a control nor no character.
  fileprivate var beginsRun: Bool { isAlphanumeric || 0xC3...0xEE ~= self }

  fileprivate var isAlphanumeric: Bool { self &- 0x30 < 10 || isLetter }

  fileprivate var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// What a run may go on with: all but line ends with a return, quotation marks, and `& - / < = > ! ]` and "`".
  fileprivate var continuesRun: Bool {
    if self >= 0x80 { return self < 0xC0 || 0xC3...0xEE ~= self }
    return (self < 64 ? Self.low >> UInt64(self) : Self.high >> UInt64(self & 63)) & 1 == 1
  }

  private static let low: UInt64 = 0x8FFF_5F39_0000_0600
  private static let high: UInt64 = 0x7FFF_FFFE_DFFF_FFFF
}

extension UnsafeRawBufferPointer {
  /// Where a run ends that begins here.
  fileprivate func endOfRun(at start: Int) -> Int {
    var end = start + 1
    while end < count {
      let byte = self[end]
      let isHyphen = byte == UInt8(ascii: "-") && end + 1 < count && self[end + 1].isAlphanumeric
      guard byte.continuesRun || isHyphen else { return end }
      end += 1
    }
    return end
  }

  /// Whether there may be a sign already, as such or as a character reference with a large number.
  fileprivate var maySign: Bool {
    guard let start = baseAddress else { return true }
    guard memchr(start, Int32(TextRuns.mark), count) == nil else { return true }
    var place = 0
    while let next = memchr(start + place, Int32(UInt8(ascii: "&")), count - place) {
      place = UnsafeRawPointer(next) - start
      guard place + 1 < count else { return false }
      let end = endOfReference(at: place)
      if self[place + 1] == UInt8(ascii: "#"), end - place > 6 { return true }
      place += 1
    }
    return false
  }

  /// The place behind what may be a character reference.
  fileprivate func endOfReference(at start: Int) -> Int {
    var end = start + 1
    if end < count, self[end] == UInt8(ascii: "#") { end += 1 }
    while end < count, self[end].isAlphanumeric { end += 1 }
    return end
  }

  /// Whether there may be elements that take white space alone for text.
  fileprivate var mayPartText: Bool {
    guard let start = baseAddress else { return true }
    var (hasTemplate, hasColumn) = (false, false)
    var place = 0
    while let next = memchr(start + place, Int32(UInt8(ascii: "<")), count - place) {
      place = UnsafeRawPointer(next) - start + 1
      guard place < count else { break }
      switch self[place] | 0x20 {
      case UInt8(ascii: "f"): if goes(on: "frameset", at: place) { return true }
      case UInt8(ascii: "t"): hasTemplate = hasTemplate || goes(on: "template", at: place)
      case UInt8(ascii: "c"): hasColumn = hasColumn || goes(on: "col", at: place)
      default: continue
      }
    }
    return hasTemplate && hasColumn
  }

  /// The place behind a tag, a comment, a doctype, or a "<" that is text.
  fileprivate func endOfMarkup(at start: Int) -> Int {
    guard start + 1 < count else { return count }
    switch self[start + 1] {
    case UInt8(ascii: "/"), UInt8(ascii: "?"): return place(behind: ">", from: start)
    case UInt8(ascii: "!"):
      return place(behind: goes(on: "!--", at: start + 1) ? "-->" : ">", from: start + 2)
    case let first where first.isLetter:
      let end = endOfTag(at: start)
      if goes(on: "script", at: start + 1) { return place(before: "</script", from: end) }
      return goes(on: "style", at: start + 1) ? place(before: "</style", from: end) : end
    default: return start + 1
    }
  }

  /// The place behind a start tag; a quoted value may hold the character that ends it.
  private func endOfTag(at start: Int) -> Int {
    var place = start + 1
    while place < count {
      let byte = self[place]
      place += 1
      if byte == UInt8(ascii: ">") { return place }
      guard byte == UInt8(ascii: "=") else { continue }
      while place < count, self[place] <= 0x20 { place += 1 }
      guard place < count else { return count }
      let quote = self[place]
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { continue }
      place += 1
      while place < count, self[place] != quote { place += 1 }
    }
    return count
  }

  private func place(behind text: StaticString, from start: Int) -> Int {
    Swift.min(count, place(before: text, from: start) + text.utf8CodeUnitCount)
  }

  private func place(before text: StaticString, from start: Int) -> Int {
    var place = start
    while place < count, !goes(on: text, at: place) { place += 1 }
    return place
  }

  /// Whether the page goes on with a text in lower case, in any case.
  private func goes(on text: StaticString, at place: Int) -> Bool {
    let text = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard place + text.count <= count else { return false }
    for index in 0..<text.count {
      let byte = self[place + index]
      guard byte == text[index] || byte.isLetter && byte | 0x20 == text[index] else { return false }
    }
    return true
  }
}
