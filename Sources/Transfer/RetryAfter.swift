// How long a server asks to be left alone.

/// `Retry-After` (RFC 9110 10.2.3): seconds, or a date.
enum RetryAfter {
  /// Strangers write any number, and not every one is a duration: a year is the most.
  private static let most = 31_536_000

  /// The wait that a field asks for.
  ///
  /// - Parameters:
  ///   - field: Its value.
  ///   - now: Seconds since 1970 on the clock of who wrote a date; nil when they do not tell the time.
  /// - Returns: nil for what is neither a number of seconds nor a date that means something; zero for one in the past.
  static func wait(_ field: String, now: Int?) -> Duration? {
    let text = String(decoding: trimmed(Array(field.utf8)), as: UTF8.self)
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return .seconds(min(Int(text) ?? most, most))
    }
    guard let now, let date = HTTPDate(text, year: 1970 + now / 31_556_952) else { return nil }
    return .seconds(max(0, min(date.seconds - now, most)))
  }
}

extension Response {
  /// How long the server asks to be left alone.
  ///
  /// A date is read by its own clock, which servers that have one tell (RFC 9110 6.6.1).
  ///
  /// - Parameter clock: Our time in seconds since 1970, for servers that tell none; nil: their dates mean nothing.
  /// - Returns: Whole seconds, a year at most; nil: it does not say.
  public func retryAfter(by clock: Double? = nil) -> Duration? {
    headers["retry-after"].flatMap { field in
      let now = headers["date"].flatMap { HTTPDate($0)?.seconds }
      return RetryAfter.wait(field, now: now ?? clock.map { Int($0) })
    }
  }
}
