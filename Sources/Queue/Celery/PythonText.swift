// JSON as Python's `json.dumps` writes it: spaces after separators, ASCII only, NaN and Infinity; and with
// members in a given order, so that our envelopes and results read like Celery's.

internal import JSONText

/// A JSON text under construction, in the manner of `json.dumps`.
struct PythonText {
  private(set) var bytes: [UInt8] = []

  /// The text of one value; members of objects are sorted, since ``JSON`` keeps no order.
  static func bytes(_ value: JSON) -> [UInt8] {
    var text = PythonText()
    text.write(value)
    return text.bytes
  }

  /// The text of one object with its members in this order.
  static func bytes(_ members: [(name: String, value: JSON)]) -> [UInt8] {
    bytes(rendered: members.map { ($0.name, bytes($0.value)) })
  }

  /// The text of one object whose members are texts already.
  static func bytes(rendered members: [(name: String, value: [UInt8])]) -> [UInt8] {
    var text = PythonText()
    text.list(members, between: "{", "}") { text, member in
      text.write(member.name)
      text.bytes += ": ".utf8
      text.bytes += member.value
    }
    return text.bytes
  }

  private mutating func write(_ value: JSON) {
    switch value {
    case .string(let text): write(text)
    case .double(let number) where number.isNaN: bytes += "NaN".utf8
    case .double(let number) where number.isInfinite: bytes += (number < 0 ? "-Infinity" : "Infinity").utf8
    case .null, .bool, .integer, .hugeInteger, .double: bytes += value.bytes()
    case .array(let elements): list(elements, between: "[", "]") { $0.write($1) }
    case .object(let members):
      list(members.sorted { $0.key < $1.key }, between: "{", "}") { text, member in
        text.write(member.key)
        text.bytes += ": ".utf8
        text.write(member.value)
      }
    }
  }

  private mutating func list<Element>(
    _ elements: [Element], between open: String, _ close: String,
    write: (inout PythonText, Element) -> Void
  ) {
    bytes += open.utf8
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      write(&self, element)
    }
    bytes += close.utf8
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for unit in text.utf16 {
      switch unit {
      case 0x22: bytes += #"\""#.utf8
      case 0x5C: bytes += #"\\"#.utf8
      case 0x08: bytes += #"\b"#.utf8
      case 0x0C: bytes += #"\f"#.utf8
      case 0x0A: bytes += #"\n"#.utf8
      case 0x0D: bytes += #"\r"#.utf8
      case 0x09: bytes += #"\t"#.utf8
      case 0x20...0x7E: bytes.append(UInt8(truncatingIfNeeded: unit))
      default:
        bytes += #"\u"#.utf8
        for shift in [12, 8, 4, 0] as [UInt16] {
          let digit = UInt8(unit >> shift & 15)
          bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
