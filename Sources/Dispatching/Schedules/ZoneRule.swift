// What holds after the last change that a zone's file lists: the form of the variable TZ in POSIX.1 with the extensions of
// RFC 9636, as in `CET-1CEST,M3.5.0,M10.5.0/3`.

internal import Messages

/// An offset for ever, or two that follow each other each year.
struct ZoneRule: Hashable, Sendable {
  /// A moment of each year, on the wall.
  struct Date: Hashable {
    /// How the day is found.
    enum Day: Hashable {
      /// `Jn`: 1 to 365, the 29th of February not counted.
      case ofCommonYear(Int)
      /// `n`: 0 to 365, all days counted.
      case ofYear(Int)
      /// `Mm.w.d`: the w-th weekday d of month m; the fifth is the last.
      case ofMonth(Int, week: Int, weekday: Int)
    }

    var day: Day
    /// Seconds after midnight, which may lead to other days.
    var time: Int64

    /// Seconds since 1970 on the wall.
    func wallSeconds(in year: Int) -> Int64 {
      let newYear = CivilDate(year: year, month: 1, day: 1).dayNumber
      let number: Int
      switch day {
      case .ofYear(let count): number = newYear + count
      case .ofCommonYear(let count):
        let hasLeapDay = CivilDate.days(inMonth: 2, of: year) == 29
        number = newYear + count - 1 + (hasLeapDay && count > 59 ? 1 : 0)
      case .ofMonth(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1).dayNumber
        let offset = (weekday - CivilDate.weekday(dayNumber: first) + 7) % 7
        var day = offset + 7 * (week - 1)
        while day >= CivilDate.days(inMonth: month, of: year) { day -= 7 }
        number = first + day
      }
      return Int64(number) * 86_400 + time
    }
  }

  /// The offset of standard time.
  var standard: Int64
  /// The other one, and from when to when it holds; nil: there is none.
  var daylight: Daylight?

  struct Daylight: Hashable {
    var offset: Int64
    var start: Date
    var end: Date
  }

  /// The period that a moment is in, which lies after the last change of the file.
  func period(at moment: Int64, after last: Zone.Change) -> Zone.Period {
    var period = Zone.Period(start: last.at, end: .max, offset: last.offset)
    guard daylight != nil else { return period }
    let year = CivilDate(dayNumber: Int(moment / 86_400)).year
    for change in (year - 1...year + 1).flatMap(changes).sorted(by: {
      ($0.at, $0.offset) < ($1.at, $1.offset)
    })
    where change.at > last.at {
      if change.at > moment {
        period.end = change.at
        break
      }
      (period.start, period.offset) = (change.at, change.offset)
    }
    return period
  }

  private func changes(in year: Int) -> [Zone.Change] {
    guard let daylight else { return [] }
    return [
      Zone.Change(at: daylight.start.wallSeconds(in: year) - standard, offset: daylight.offset),
      Zone.Change(at: daylight.end.wallSeconds(in: year) - daylight.offset, offset: standard),
    ]
  }
}

// MARK: - Reading

extension ZoneRule {
  /// Reads a rule; nil when it cannot be read.
  init?(_ text: [UInt8]) {
    var rest = text[...]
    guard Self.skipName(&rest), let west = Self.time(&rest) else { return nil }
    standard = -west
    guard !rest.isEmpty else { return }
    guard Self.skipName(&rest) else { return nil }
    var offset = standard + 3600
    if rest.first != UInt8(ascii: ",") {
      guard let west = Self.time(&rest) else { return nil }
      offset = -west
    }
    guard let start = Self.date(&rest), let end = Self.date(&rest), rest.isEmpty else { return nil }
    daylight = Daylight(offset: offset, start: start, end: end)
  }

  private static func skipName(_ rest: inout ArraySlice<UInt8>) -> Bool {
    if rest.first == UInt8(ascii: "<") {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[(end + 1)...]
      return true
    }
    let name = rest.prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    rest = rest.dropFirst(name.count)
    return name.count >= 3
  }

  /// `,M3.5.0/2`, `,J60` or `,59`; the time is 02:00 unless it is said.
  private static func date(_ rest: inout ArraySlice<UInt8>) -> Date? {
    guard skip(",", &rest) else { return nil }
    let day: Date.Day
    if skip("M", &rest) {
      guard let month = number(&rest), (1...12).contains(month), skip(".", &rest), let week = number(&rest),
        (1...5).contains(week), skip(".", &rest), let weekday = number(&rest), weekday < 7
      else { return nil }
      day = .ofMonth(month, week: week, weekday: weekday)
    } else if skip("J", &rest) {
      guard let count = number(&rest), (1...365).contains(count) else { return nil }
      day = .ofCommonYear(count)
    } else {
      guard let count = number(&rest), count <= 365 else { return nil }
      day = .ofYear(count)
    }
    guard skip("/", &rest) else { return Date(day: day, time: 7200) }
    return time(&rest).map { Date(day: day, time: $0) }
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private static func time(_ rest: inout ArraySlice<UInt8>) -> Int64? {
    let isNegative = skip("-", &rest)
    if !isNegative { _ = skip("+", &rest) }
    guard let hours = number(&rest), hours <= 167 else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where skip(":", &rest) {
      guard let part = number(&rest), part < 60 else { return nil }
      seconds += part * unit
    }
    return Int64(isNegative ? -seconds : seconds)
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard (1...3).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private static func skip(_ mark: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
