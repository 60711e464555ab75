// Why there is no mail to send: what was given can be no mail, and will be none the next time either.

/// A mail that cannot be made.
public struct MailError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, fit to follow "cannot use ".
  public let description: String

  /// An error about a part of a mail.
  ///
  /// - Parameters:
  ///   - part: What it is, such as `the subject`.
  ///   - reason: What is wrong with it, fit to follow a colon.
  public init(_ part: String, _ reason: String) {
    description = "cannot use \(part): \(reason)"
  }
}

extension String {
  /// Whether a line of a header, or a command to a mail server, could end or be forged within: any control character,
  /// and the two separators that some take for line ends.
  var holdsControl: Bool {
    unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
      default: false
      }
    }
  }

  /// Whether all of it is printable ASCII, spaces included.
  var isPrintableASCII: Bool { utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
