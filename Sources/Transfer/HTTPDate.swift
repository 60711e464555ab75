// The dates of HTTP, in the three forms that a recipient has to read.

/// A moment as HTTP writes it (RFC 9110 5.6.7).
public struct HTTPDate: Equatable, Sendable {
  /// Seconds since 1970.
  public var seconds: Int

  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`; nil for
  /// everything else.
  ///
  /// - Parameters:
  ///   - text: The field's value.
  ///   - year: The current year: one of two digits is never more than 50 years ahead of it.
  public init?(_ text: String, year: Int = 2025) {
    guard text.utf8.count <= 40 else { return nil }
    var words = text.split(separator: " ").map(String.init)
    guard words.count >= 4 else { return nil }
    if words[0].hasSuffix(",") {
      guard words.removeLast() == "GMT" else { return nil }
      // The second form joins day, month and year by hyphens.
      if words.count == 3 {
        words.replaceSubrange(1...1, with: words[1].split(separator: "-").map(String.init))
      }
      guard words.count == 5 else { return nil }
      words.removeFirst()
    } else {
      guard words.count == 5 else { return nil }
      words = [words[2], words[1], words[4], words[3]]
    }
    guard let day = Self.number(words[0], 1...31),
      let month = Self.months.firstIndex(of: words[1].lowercased()),
      let written = Self.number(words[2], 0...9_999), let time = Self.time(words[3])
    else { return nil }
    let isShort = words[2].utf8.count == 2
    var full = isShort ? year / 100 * 100 + written : written
    if isShort, full > year + 50 { full -= 100 }
    seconds = Self.days(full, month + 1, day) * 86_400 + time
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func number(_ text: some StringProtocol, _ range: ClosedRange<Int>) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number)
    else { return nil }
    return number
  }

  /// `08:49:37` in seconds; a leap second is one.
  private static func time(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let hours = number(parts[0], 0...23), let minutes = number(parts[1], 0...59),
      let seconds = number(parts[2], 0...60)
    else { return nil }
    return hours * 3_600 + minutes * 60 + seconds
  }

  /// Days since 1970, for any day of the Gregorian calendar: years begin in March, so that a leap day ends one.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let month = (month + 9) % 12
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469
  }
}
