// Strangers' words as one line of bounded length.

internal import Runtime

extension String {
  /// The text without controls, overrides of direction and letters that nobody sees, in at most so many bytes.
  func asData(bytes limit: Int) -> String { visible.clipped(toBytes: limit) }

  /// The text as one line: what is a control becomes a space, what nobody sees goes.
  var visible: String {
    var line = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x20: line.append(" ")
      // Soft hyphens and joiners of width zero, and the tags that spell out ASCII unseen.
      case 0xAD, 0x200B...0x200D, 0x2060...0x2064, 0xFEFF, 0xE0000...0xE007F: break
      default:
        if scalar.isSafeOnTerminal { line.append(scalar) }
      }
    }
    return String(line).split(separator: " ").joined(separator: " ")
  }
}
