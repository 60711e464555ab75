// The moments of a schedule: a recurrence in its zone.
//
// A crontab is about a clock on the wall, which is changed twice a year in many places. As in Vixie's cron:
// - a line whose hour is `*` is about time that passes: it goes on at its minutes, in a doubled hour twice, in a skipped one
//   not at all;
// - any other line names times of the day, and each comes once a day: one that is skipped at the moment of the leap, one that
//   is doubled at its first time.

public import Messages

/// When something is due.
public struct DueTimes: Hashable, Sendable {
  /// By what.
  public let recurrence: Recurrence
  private let zone: Zone

  /// Makes the due times of a recurrence, with its zone from this machine's files.
  ///
  /// - Throws: ``UnknownZone`` when there is no such zone here.
  public init(_ recurrence: Recurrence) throws(UnknownZone) {
    var zone = Zone.utc
    if case .crontab(_, let name) = recurrence.timing { zone = try Zone(named: name) }
    self.init(recurrence, in: zone)
  }

  /// Makes the due times of a recurrence in a zone.
  init(_ recurrence: Recurrence, in zone: Zone) {
    self.recurrence = recurrence
    self.zone = zone
  }

  /// The first one after a moment.
  ///
  /// - Parameter milliseconds: The moment, in milliseconds since 1970.
  /// - Returns: The same; nil: there is none for decades.
  public func next(after milliseconds: Int64) -> Int64? {
    switch recurrence.timing {
    case .every(let interval): return milliseconds.flooredMultiple(of: interval) + interval
    case .crontab(let crontab, _):
      let seconds = milliseconds.flooredMultiple(of: 1000) / 1000
      let next = crontab.isHourly ? passing(crontab, after: seconds) : daily(crontab, after: seconds)
      return next.map { $0 * 1000 }
    }
  }

  /// The last one that has come, after a moment.
  ///
  /// - Parameters:
  ///   - now: The time, in milliseconds since 1970.
  ///   - since: The moment.
  /// - Returns: The same; nil: none has come.
  public func latest(at now: Int64, after since: Int64) -> Int64? {
    guard var found = next(after: since), found <= now else { return nil }
    // Not through each of the minutes of a year: the last hour first.
    for window: Int64 in [3600, 86_400, 35 * 86_400, 400 * 86_400] where now - window * 1000 > since {
      guard let next = next(after: now - window * 1000), next <= now else { continue }
      found = next
      break
    }
    while let next = next(after: found), next <= now { found = next }
    return found
  }

  /// For lines that name times of the day.
  private func daily(_ crontab: Crontab, after moment: Int64) -> Int64? {
    var wall = (moment + zone.period(at: moment).offset).flooredMultiple(of: 60)
    while let time = crontab.next(from: wall) {
      let found = zone.moment(ofWall: time)
      if found > moment { return found }
      wall = time + 60
    }
    return nil
  }

  /// For lines about time that passes.
  private func passing(_ crontab: Crontab, after moment: Int64) -> Int64? {
    var period = zone.period(at: moment)
    var wall = (moment + period.offset).flooredMultiple(of: 60) + 60
    while let time = crontab.next(from: wall) {
      if time - period.offset < period.end { return time - period.offset }
      period = zone.period(at: period.end)
      wall = (period.start + period.offset + 59).flooredMultiple(of: 60)
    }
    return nil
  }
}

extension Int64 {
  /// The largest multiple of a positive number that is not larger.
  fileprivate func flooredMultiple(of unit: Int64) -> Int64 {
    let rest = self % unit
    return self - (rest < 0 ? rest + unit : rest)
  }
}
