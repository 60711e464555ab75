// What strangers wrote, made fit for logs, events and terminals: short, and without control characters.

extension String {
  /// The text in at most so many bytes, with "…" in place of what is cut off.
  ///
  /// Counts bytes and not characters: one character may have a million combining marks.
  public func clipped(toBytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    // Slicing scalars rounds an index within one down to its beginning.
    let end = utf8.index(startIndex, offsetBy: max(0, limit - "…".utf8.count))
    return String(unicodeScalars[..<end]) + "…"
  }

  /// At most 1 KiB, with control and direction-changing characters written as `\u{…}`.
  public var madeSafe: String {
    let limit = 1024
    guard utf8.count > limit || !unicodeScalars.allSatisfy(\.isSafeOnTerminal) else { return self }
    var safe = ""
    for scalar in unicodeScalars {
      let text = scalar.safeText
      guard safe.utf8.count + text.utf8.count <= limit - "…".utf8.count else { return safe + "…" }
      safe += text
    }
    return safe
  }

  /// Makes the text safe at its whole length.
  ///
  /// - Parameter lines: Whether line ends stay as they are.
  /// - Returns: The text with control and direction-changing characters written as `\u{…}`.
  public func safe(lines: Bool = false) -> String {
    var safe = ""
    for scalar in unicodeScalars { safe += lines && scalar == "\n" ? "\n" : scalar.safeText }
    return safe
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows it as itself: no control, no bidirectional override, no line separator.
  public var isSafeOnTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: false
    default: true
    }
  }

  /// Itself, or its number where a terminal would not show it.
  fileprivate var safeText: String {
    isSafeOnTerminal ? String(self) : "\\u{" + String(value, radix: 16) + "}"
  }
}
