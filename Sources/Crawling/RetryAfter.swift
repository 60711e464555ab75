// How long a server asks to be left alone.

internal import Transfer

/// `Retry-After` (RFC 9110 10.2.3): seconds, or a date.
enum RetryAfter {
  /// The wait that a field asks for.
  ///
  /// - Parameters:
  ///   - field: Its value.
  ///   - now: Seconds since 1970 on the clock of who wrote a date; nil when they do not tell the time.
  /// - Returns: nil for what is neither a number of seconds nor a date that means something; zero for one in the past.
  static func wait(_ field: String, now: Int?) -> Duration? {
    let text = String(field[...].trimmed)
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return Duration(clamping: Double(text) ?? .infinity)
    }
    guard let now, let date = HTTPDate(text, year: 1970 + now / 31_556_952) else { return nil }
    return Duration(clamping: Double(date.seconds - now))
  }
}

extension Response {
  /// What the server asks for, by its own clock, which servers that have one tell (RFC 9110 6.6.1).
  var retryAfter: Duration? {
    headers["retry-after"].flatMap { field in
      RetryAfter.wait(field, now: headers["date"].flatMap { HTTPDate($0)?.seconds })
    }
  }
}
