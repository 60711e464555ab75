// Value to text: members sorted, doubles as short as they round-trip, UTF-8 left as it is. jansson's
// own writer prints 0.1 as 0.10000000000000001, hence this one.

extension JSON: CustomStringConvertible {
  /// How numbers are written for which JSON has no text.
  public enum NonFinite: Sendable {
    /// As `null`: for machines that read RFC 8259.
    case null
    /// As `NaN`, `Infinity`, `-Infinity`: for Python.
    case python
  }

  /// The value as compact JSON text with sorted members.
  public var description: String { String(decoding: bytes(), as: UTF8.self) }

  /// The value as compact UTF-8 JSON with sorted members.
  ///
  /// - Parameter nonFinite: How infinite numbers and NaN are written.
  /// - Returns: The text, without a line end.
  public func bytes(nonFinite: NonFinite = .null) -> [UInt8] {
    var output: [UInt8] = []
    write(to: &output, nonFinite: nonFinite)
    return output
  }

  private func write(to output: inout [UInt8], nonFinite: NonFinite) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .integer(let number): output += number.description.utf8
    case .hugeInteger(let digits): output += digits.utf8
    case .double(let number): output += number.jsonText(nonFinite).utf8
    case .string(let text): text.writeQuoted(to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        element.write(to: &output, nonFinite: nonFinite)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        member.key.writeQuoted(to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output, nonFinite: nonFinite)
      }
      output.append(UInt8(ascii: "}"))
    }
  }
}

extension Double {
  fileprivate func jsonText(_ nonFinite: JSON.NonFinite) -> String {
    guard !isFinite else { return description }
    guard nonFinite == .python else { return "null" }
    return isNaN ? "NaN" : self < 0 ? "-Infinity" : "Infinity"
  }
}

extension String {
  fileprivate func writeQuoted(to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "\""): output += #"\""#.utf8
      case UInt8(ascii: "\\"): output += #"\\"#.utf8
      case 0x0A: output += #"\n"#.utf8
      case 0x0D: output += #"\r"#.utf8
      case 0x09: output += #"\t"#.utf8
      case 0..<0x20:
        output += #"\u00"#.utf8
        output.append(UInt8(ascii: "0") + byte >> 4)
        output.append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
