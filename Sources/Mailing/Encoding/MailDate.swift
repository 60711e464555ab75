// The date of a mail (RFC 5322, 3.3), in UTC.

/// A moment as a mail's header names it.
struct MailDate {
  /// Such as `Wed, 25 Nov 2026 16:12:35 +0000`.
  let text: String

  /// Makes the date of a moment.
  ///
  /// - Parameter time: Seconds since 1970.
  init(_ time: Double) {
    // To the year 9999, beyond which there are no four digits.
    let seconds = Int(min(max(time, 0), 253_402_300_799))
    let days = seconds / 86_400
    let (year, month, day) = Self.calendarDay(days)
    let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    text = "\(weekday), \(day) \(months[month - 1]) \(year) \(clock.joined(separator: ":")) +0000"
  }

  /// Year, month and day of a number of days since 1970 (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  static func calendarDay(_ days: Int) -> (year: Int, month: Int, day: Int) {
    // Years begin in March here, so that the leap day is the last of one.
    let shifted = days + 719_468
    let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = era * 400 + yearOfEra + (month >= 10 ? 1 : 0)
    return (year, month < 10 ? month + 3 : month - 9, day)
  }
}
