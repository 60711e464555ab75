// The `Link` header (RFC 8288 3): `<target>; rel="a b"; hreflang=x, <other>; …`.

/// One link of a `Link` header.
struct LinkHeader: Equatable {
  var target: String
  var parameters: [String: String]
  /// Every `hreflang`: the one parameter that may come up several times (RFC 8288 3.4.1).
  var languages: [String] = []

  /// The tokens of `rel`, in lower case.
  var relations: [String] {
    (parameters["rel"] ?? "").lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Reads the links of one header value; what does not parse is passed over.
  static func links(in value: String) -> [LinkHeader] {
    var scanner = Scanner(rest: Array(value.utf8)[...])
    var links: [LinkHeader] = []
    while !scanner.rest.isEmpty {
      if let link = scanner.link() { links.append(link) }
      scanner.skip(past: UInt8(ascii: ","))
    }
    return links
  }
}

/// Reads a header value from left to right.
private struct Scanner {
  var rest: ArraySlice<UInt8>

  /// A page is in few languages; a header of nothing but these must not cost a page each.
  private static let mostLanguages = 100

  mutating func link() -> LinkHeader? {
    skipSpace()
    guard take(UInt8(ascii: "<")), let end = endOfTarget() else { return nil }
    let target = String(decoding: rest[..<end], as: UTF8.self)
    rest = rest[(end + 1)...]
    var parameters: [String: String] = [:]
    var languages: [String] = []
    while true {
      skipSpace()
      guard take(UInt8(ascii: ";")) else { break }
      skipSpace()
      let name = text { $0 <= 0x20 || $0 == UInt8(ascii: "=") }.lowercased()
      skipSpace()
      var value = ""
      if take(UInt8(ascii: "=")) {
        skipSpace()
        value = take(UInt8(ascii: "\"")) ? quoted() : text { _ in false }
      }
      if name == "hreflang", languages.count < Self.mostLanguages { languages.append(value) }
      // The first of equal names counts (RFC 8288 3.3).
      if !name.isEmpty, parameters[name] == nil { parameters[name] = value }
    }
    return LinkHeader(target: target, parameters: parameters, languages: languages)
  }

  /// Moves behind the next separator that stands outside quotes and angle brackets.
  mutating func skip(past separator: UInt8) {
    while let byte = rest.popFirst() {
      switch byte {
      case separator: return
      case UInt8(ascii: "\""):
        _ = quoted()
      case UInt8(ascii: "<"):
        if let end = endOfTarget() { rest = rest[(end + 1)...] }
      default: break
      }
    }
  }

  /// A quoted string, its first quote already read.
  private mutating func quoted() -> String {
    var text: [UInt8] = []
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
        text.append(escaped)
      } else {
        text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What stands before the next parameter or link, or before a byte at which it ends sooner.
  private mutating func text(endingAt isEnd: (UInt8) -> Bool) -> String {
    let end =
      rest.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") || isEnd($0) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// Where the target ends that begins here.
  ///
  /// Without an end no link can follow either, so nothing is left: a header of nothing but "<" is not
  /// searched again for each.
  private mutating func endOfTarget() -> Int? {
    guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
      rest = rest[rest.endIndex...]
      return nil
    }
    return end
  }

  private mutating func skipSpace() {
    while let byte = rest.first, byte == 0x20 || byte == 0x09 { rest.removeFirst() }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }
}
