// How long a server asks to be left alone.

internal import Glibc
internal import Transfer

/// `Retry-After` (RFC 9110 10.2.3): seconds, or a date.
enum RetryAfter {
  /// The wait that a field asks for.
  ///
  /// - Parameters:
  ///   - field: Its value.
  ///   - now: Seconds since 1970 on the clock of who wrote a date.
  /// - Returns: nil for what is neither a number of seconds nor a date; zero for a date in the past.
  static func wait(_ field: String, now: Int) -> Duration? {
    let text = String(field[...].trimmed)
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return Duration(clamping: Double(text) ?? .infinity)
    }
    return HTTPDate(text, year: 1970 + now / 31_556_952).map { Duration(clamping: Double($0.seconds - now)) }
  }
}

extension Response {
  /// What the server asks for, by its own clock where it tells the time.
  var retryAfter: Duration? {
    guard let field = headers["retry-after"] else { return nil }
    return RetryAfter.wait(field, now: headers["date"].flatMap { HTTPDate($0)?.seconds } ?? time(nil))
  }
}
