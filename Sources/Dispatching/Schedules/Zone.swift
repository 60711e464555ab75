// A time zone as a value: which offset holds when. Not the C library's, which has one zone for the whole process, in the
// variable TZ, which handlers inherit and no other thread may read meanwhile.

/// The offsets of a place, from the past into the future.
public struct Zone: Hashable, Sendable {
  /// A time within which the offset stays the same.
  struct Period: Hashable {
    /// When it begins, in seconds since 1970.
    var start: Int64
    /// When the next one begins.
    var end: Int64
    /// What is added to UTC, in seconds.
    var offset: Int64
  }

  /// From when on which offset holds.
  struct Change: Hashable {
    var at: Int64
    var offset: Int64
  }

  /// No offset, ever.
  public static let utc = Zone(firstOffset: 0, changes: [], rule: nil)

  /// The offset before all changes.
  let firstOffset: Int64
  /// The changes that are known, in order.
  let changes: [Change]
  /// What holds after the last of them; nil: that stays.
  let rule: ZoneRule?

  /// The period that a moment is in.
  func period(at moment: Int64) -> Period {
    // The first change after the moment.
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].at <= moment { low = middle + 1 } else { high = middle }
    }
    let before = low == 0 ? Change(at: .min, offset: firstOffset) : changes[low - 1]
    guard low == changes.count, let rule else {
      let end = low < changes.count ? changes[low].at : .max
      return Period(start: before.at, end: end, offset: before.offset)
    }
    return rule.period(at: moment, after: before)
  }

  /// The moment of a time on the wall.
  ///
  /// - Parameter wallSeconds: Seconds since 1970-01-01 00:00 on the wall.
  /// - Returns: The first one, when the wall shows that time twice; when it is skipped, the moment of the leap.
  func moment(ofWall wallSeconds: Int64) -> Int64 {
    // No offset is as large as that.
    var period = period(at: wallSeconds - 100_000)
    while true {
      let moment = wallSeconds - period.offset
      if moment < period.start { return period.start }
      if moment < period.end { return moment }
      period = self.period(at: period.end)
    }
  }
}
