// Dates as Celery sends them: ISO 8601 in, Python's `isoformat()` out, seconds since 1970 in between.

internal import Messages

/// The ISO 8601 dates of messages and results.
public enum WireDate {
  /// Reads a date and time.
  ///
  /// Taken are `2026-11-22`, then optionally a space or `T` and `20:31`, `20:31:11` or `20:31:11.98`, then
  /// optionally `Z` or an offset (`+02:00`, `+0200`, `+02`). Without an offset the time is UTC: Celery's
  /// default for `timezone`. A subset of what Celery 5.6.2 takes (`dateutil`'s `isoparse`), which also
  /// knows weeks and dates without hyphens.
  ///
  /// - Parameter text: The whole text, without white space around it.
  /// - Returns: Seconds since 1970, or nil when the text is no such date or names a day that does not exist.
  public static func seconds(parsing text: String) -> Double? {
    var rest = Array(text.utf8)[...]
    guard let year = number(4, &rest), skip("-", &rest), let month = number(2, &rest), skip("-", &rest),
      let day = number(2, &rest), year >= 1, (1...12).contains(month),
      (1...CivilDate.days(inMonth: month, of: year)).contains(day)
    else { return nil }
    let midnight = Double(CivilDate(year: year, month: month, day: day).dayNumber) * 86400
    guard !rest.isEmpty else { return midnight }
    guard skip("T", &rest) || skip("t", &rest) || skip(" ", &rest), let time = timeOfDay(&rest),
      let offset = offset(&rest), rest.isEmpty
    else { return nil }
    return midnight + time - offset
  }

  /// The date as `datetime.isoformat()` writes it: `2026-11-22T20:30:47.702328+00:00`.
  ///
  /// Like Python it leaves out the fraction when it is zero.
  ///
  /// - Parameter seconds: Seconds since 1970; taken to the nearest of Python's years, 1 to 9999.
  /// - Returns: The text, in UTC and with microseconds.
  public static func text(seconds: Double) -> String {
    let bounded = seconds.isNaN ? 0 : min(max(seconds, -62_135_596_800), 253_402_300_799)
    let microseconds = Int((bounded * 1_000_000).rounded())
    let (day, time) = microseconds.flooredQuotient(86_400_000_000)
    let date = CivilDate(dayNumber: day)
    let (second, fraction) = (time / 1_000_000, time % 1_000_000)
    let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
    let calendar = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    return "\(calendar)T\(clock)\(fraction == 0 ? "" : ".\(padded(fraction, 6))")+00:00"
  }
}

// MARK: - Reading

extension WireDate {
  private static func timeOfDay(_ rest: inout ArraySlice<UInt8>) -> Double? {
    guard let hour = number(2, &rest), hour < 24, skip(":", &rest), let minute = number(2, &rest), minute < 60
    else { return nil }
    let seconds = Double(hour * 3600 + minute * 60)
    guard skip(":", &rest) else { return seconds }
    guard let second = number(2, &rest), second < 60 else { return nil }
    guard skip(".", &rest) || skip(",", &rest) else { return seconds + Double(second) }
    let digits = rest.prefix { digit($0) != nil }
    rest = rest.dropFirst(digits.count)
    guard !digits.isEmpty, let fraction = Double("0.\(String(decoding: digits, as: UTF8.self))") else {
      return nil
    }
    return seconds + Double(second) + fraction
  }

  /// The offset from UTC in seconds; none is UTC.
  private static func offset(_ rest: inout ArraySlice<UInt8>) -> Double? {
    guard !rest.isEmpty, !skip("Z", &rest), !skip("z", &rest) else { return 0 }
    let isWest = skip("-", &rest)
    guard isWest || skip("+", &rest), let hours = number(2, &rest), hours < 24 else { return nil }
    var seconds = hours * 3600
    if !rest.isEmpty {
      _ = skip(":", &rest)
      guard let minutes = number(2, &rest), minutes < 60 else { return nil }
      seconds += minutes * 60
    }
    return Double(isWest ? -seconds : seconds)
  }

  private static func number(_ width: Int, _ rest: inout ArraySlice<UInt8>) -> Int? {
    guard rest.count >= width else { return nil }
    var number = 0
    for byte in rest.prefix(width) {
      guard let digit = digit(byte) else { return nil }
      number = number * 10 + digit
    }
    rest = rest.dropFirst(width)
    return number
  }

  private static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }

  private static func skip(_ mark: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest = rest.dropFirst()
    return true
  }
}

extension WireDate {
  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
