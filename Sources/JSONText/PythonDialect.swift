// The linear pre-pass: Python writes JSON that jansson refuses, so such spots are rewritten first.
//
// A number that jansson cannot hold becomes the string NUL + its text; a real string that begins with
// NUL gets one more NUL in front, so the two are never confused. Lone surrogates become U+FFFD. A text
// that needs nothing of this is passed on without a copy.

/// Rewrites one JSON text so that jansson accepts what Python sends.
struct PythonDialect {
  private let source: [UInt8]
  private var output: [UInt8] = []
  private var copied = 0

  init(_ source: [UInt8]) {
    self.source = source
  }

  /// The text for jansson.
  ///
  /// One pass; malformed text is left for jansson to refuse.
  mutating func rewritten() -> [UInt8] {
    var position = 0
    while position < source.count {
      switch source[position] {
      case UInt8(ascii: "\""): position = passString(from: position)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"), UInt8(ascii: "I"):
        position = passNumber(from: position)
      default: position += 1
      }
    }
    guard copied > 0 else { return source }
    output += source[copied...]
    return output
  }

  /// What a string of the rewritten text stands for: itself, or the number it hides.
  static func value(of text: String) -> JSON {
    guard text.utf8.first == 0 else { return .string(text) }
    let rest = text.unicodeScalars.dropFirst()
    guard rest.first != "\0" else { return .string(String(rest)) }
    let number = String(rest)
    switch number {
    case "NaN": return .double(.nan)
    case "Infinity": return .double(.infinity)
    case "-Infinity": return .double(-.infinity)
    default: break
    }
    if number.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "-") }) { return .hugeInteger(number) }
    return .double(number.utf8.first == UInt8(ascii: "-") ? -.infinity : .infinity)
  }

  // MARK: - Strings

  /// Passes a string and returns the position behind its closing quote.
  private mutating func passString(from start: Int) -> Int {
    var position = start + 1
    if escape(at: position) == 0 { replace(position..<position, with: "\\u0000") }
    while position < source.count {
      switch source[position] {
      case UInt8(ascii: "\""): return position + 1
      case UInt8(ascii: "\\"):
        guard let unit = escape(at: position) else {
          position += 2
          continue
        }
        let next = escape(at: position + 6)
        if (0xD800...0xDBFF).contains(unit), let next, (0xDC00...0xDFFF).contains(next) {
          position += 12
        } else {
          if (0xD800...0xDFFF).contains(unit) { replace(position..<position + 6, with: "\\ufffd") }
          position += 6
        }
      default: position += 1
      }
    }
    return position
  }

  /// The UTF-16 unit of a `\uXXXX` escape that starts here, if one does.
  private func escape(at position: Int) -> UInt16? {
    guard position + 6 <= source.count, source[position] == UInt8(ascii: "\\"),
      source[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for byte in source[position + 2..<position + 6] {
      guard let digit = byte.hexValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  // MARK: - Numbers

  /// Passes a run of number characters, hiding the number when jansson cannot hold it.
  private mutating func passNumber(from start: Int) -> Int {
    var end = start
    while end < source.count, source[end].isNumberCharacter { end += 1 }
    let token = source[start..<end]
    if isBeyondJansson(token) {
      replace(start..<end, with: "\"\\u0000\(String(decoding: token, as: UTF8.self))\"")
    }
    return end
  }

  private func isBeyondJansson(_ token: ArraySlice<UInt8>) -> Bool {
    let digits = token.first == UInt8(ascii: "-") ? token.dropFirst() : token
    guard let first = digits.first else { return false }
    guard first.isDigit else {
      let word = String(decoding: token, as: UTF8.self)
      return word == "NaN" || word == "Infinity" || word == "-Infinity"
    }
    // A leading zero is no number in JSON; jansson says so.
    guard digits.count == 1 || first != UInt8(ascii: "0") || !digits.dropFirst().allSatisfy(\.isDigit) else {
      return false
    }
    if digits.allSatisfy(\.isDigit) {
      return digits.count > 18 && Int(String(decoding: token, as: UTF8.self)) == nil
    }
    // Only a long or scientific number can overflow a double, and only a well-formed one counts.
    guard digits.count > 300 || digits.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
      return false
    }
    return isReal(digits) && Double(String(decoding: token, as: UTF8.self))?.isInfinite ?? true
  }

  /// Tells whether the token is `digits [. digits] [e [sign] digits]`.
  private func isReal(_ token: ArraySlice<UInt8>) -> Bool {
    var rest = token
    func takeDigits() -> Bool {
      let count = rest.prefix(while: \.isDigit).count
      rest = rest.dropFirst(count)
      return count > 0
    }
    guard rest.first != UInt8(ascii: "0") || rest.dropFirst().first?.isDigit != true, takeDigits() else {
      return false
    }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard takeDigits() else { return false }
    }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    return takeDigits() && rest.isEmpty
  }

  private mutating func replace(_ range: Range<Int>, with text: String) {
    output += source[copied..<range.lowerBound]
    output += Array(text.utf8)
    copied = range.upperBound
  }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

  fileprivate var isNumberCharacter: Bool {
    isDigit || (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z"))
      || self == UInt8(ascii: "-") || self == UInt8(ascii: "+") || self == UInt8(ascii: ".")
  }

  fileprivate var hexValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
