// What makes of a stranger's text one that HTML shows and does not obey.

enum Escaping {
  /// The text with references in place of what HTML reads as markup (HTML standard, 13.1.2.3 and 13.3), and without
  /// controls and the overrides of direction, which would turn round what follows.
  static func text(_ text: String, withoutQuotes: Bool = false) -> String {
    var html = ""
    html.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      case " ", "\t", "\n", "\r", "=", "`":
        if withoutQuotes { html += "&#\(scalar.value);" } else { html.unicodeScalars.append(scalar) }
      default:
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: html += "\u{FFFD}"
        case 0x202A...0x202E, 0x2066...0x2069: break
        default: html.unicodeScalars.append(scalar)
        }
      }
    }
    return html
  }

  /// A URL that a link may lead to, ASCII alone; nil: its scheme is none of the three.
  ///
  /// Browsers take white space and controls out of a URL before they read its scheme, so any of them refuses it here.
  static func harmless(_ url: String) -> String? {
    guard
      ["http://", "https://", "mailto:"].contains(where: {
        url.utf8.count > $0.utf8.count && url.prefix($0.count).lowercased() == $0
      }), url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { return nil }
    var ascii = ""
    for byte in url.utf8 {
      switch byte {
      case 0x80..., UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
        UInt8(ascii: "`"):
        ascii += "%" + String(byte, radix: 16, uppercase: true)
      default: ascii.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return ascii
  }
}
