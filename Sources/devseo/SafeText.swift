// What others wrote - errors, names, reasons - made fit for a terminal.

extension String {
  /// The text with control and direction-changing characters written as `\u{…}`; line ends stay if asked for.
  func safe(lines: Bool = false) -> String {
    var safe = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x0A where lines: safe.unicodeScalars.append(scalar)
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C:
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
