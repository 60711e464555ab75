// A crontab line: minute, hour, day of the month, month, day of the week.

internal import JSONText

/// The times of a clock on the wall that a crontab line names.
public struct Crontab: Hashable, Sendable {
  /// What decides on a day when both the day of the month and the day of the week are restricted.
  public enum DayRule: String, Hashable, Sendable {
    /// Both must fit, as in Celery.
    case both
    /// One is enough, as in cron.
    case either
  }

  /// The line, with one space between its fields.
  public let text: String
  /// The rule about days; nil: one of the fields is not restricted, so that it does not matter.
  public let dayRule: DayRule?
  private let minutes: UInt64
  private let hours: UInt64
  private let daysOfMonth: UInt64
  private let months: UInt64
  private let daysOfWeek: UInt64

  /// For how many days a time is searched that a line names: days like the 29th of February on a Monday come every 28
  /// years, or 40 around a century without a leap day.
  private static let searchedDays = 41 * 366

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - line: Five fields, of numbers, names, ranges, steps and lists.
  ///   - dayRule: What decides when both fields about days are restricted; then it must be said, since cron and Celery
  ///     differ.
  /// - Throws: ``JSONError``, without a path.
  init(_ line: String, dayRule: DayRule?) throws(JSONError) {
    let fields = line.split { $0 == " " || $0 == "\t" }
    guard fields.count == 5 else {
      throw JSONError(
        .unfit,
        "it has \(fields.count) fields, not five: minute, hour, day of the month, month, day of the week")
    }
    var sets: [UInt64] = []
    for (field, text) in zip(CrontabField.all, fields) { sets.append(try field.set(text)) }
    text = fields.joined(separator: " ")
    (minutes, hours, daysOfMonth, months, daysOfWeek) = (sets[0], sets[1], sets[2], sets[3], sets[4])
    let isAmbiguous = daysOfMonth != CrontabField.all[2].whole && daysOfWeek != CrontabField.all[4].whole
    guard !isAmbiguous || dayRule != nil else {
      throw JSONError(
        .unfit,
        "it restricts the day of the month and the day of the week: say \"days\": \"both\" for Celery's rule "
          + "(both must fit), or \"either\" for cron's")
    }
    self.dayRule = isAmbiguous ? dayRule : nil
    guard next(from: 0) != nil else { throw JSONError(.unfit, "it names a day that never comes") }
  }

  /// Whether it names each hour: such a line is about time that passes, any other about times of the day.
  public var isHourly: Bool { hours == CrontabField.all[1].whole }

  /// The first time that it names, from a time on; nil: there is none in forty years.
  ///
  /// - Parameter wallSeconds: Seconds since 1970-01-01 00:00 on the wall, whatever the zone; a whole minute.
  /// - Returns: The same of the time that was found.
  public func next(from wallSeconds: Int64) -> Int64? {
    var (day, second) = Int(wallSeconds).flooredQuotient(86_400)
    let end = day + Self.searchedDays
    while day < end {
      let date = CivilDate(dayNumber: day)
      if months & 1 << UInt64(date.month) == 0 {
        day += CivilDate.days(inMonth: date.month, of: date.year) - date.day + 1
      } else {
        if includes(day, date), let minute = minute(from: second / 60) {
          return Int64(day * 86_400 + minute * 60)
        }
        day += 1
      }
      second = 0
    }
    return nil
  }

  private func includes(_ dayNumber: Int, _ date: CivilDate) -> Bool {
    let fitsMonth = daysOfMonth & 1 << UInt64(date.day) != 0
    let fitsWeek = daysOfWeek & 1 << UInt64(CivilDate.weekday(dayNumber: dayNumber)) != 0
    return dayRule == .either ? fitsMonth || fitsWeek : fitsMonth && fitsWeek
  }

  /// The first minute of the day that it names, from one on.
  private func minute(from first: Int) -> Int? {
    let (hour, minute) = first.quotientAndRemainder(dividingBy: 60)
    let rest = minutes & ~0 << UInt64(minute)
    if hours & 1 << UInt64(hour) != 0, rest != 0 { return hour * 60 + rest.trailingZeroBitCount }
    let later = hours & ~1 << UInt64(hour)
    return later == 0 ? nil : later.trailingZeroBitCount * 60 + minutes.trailingZeroBitCount
  }
}
