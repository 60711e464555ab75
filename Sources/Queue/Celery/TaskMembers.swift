// The members of a task that are more than text: retries, dates, time limits.

internal import JSONText

/// Reads members strictly; each refusal carries the task's id.
struct TaskMembers {
  private let frame: EnvelopeFrame
  private let members: [String: JSON]

  init(_ frame: EnvelopeFrame, _ members: [String: JSON]) {
    self.frame = frame
    self.members = members
  }

  /// A text that is there and not empty.
  func text(_ name: String) -> String? {
    guard let text = members[name]?.string, !text.isEmpty else { return nil }
    return text
  }

  /// The count of retries; Celery 5.6.2 takes "3" as well.
  func retries() throws(EnvelopeError) -> Int {
    let value = members["retries"] ?? .null
    guard !value.isNull else { return 0 }
    // The bound keeps the next retry's count an Int32.
    guard let count = value.integer ?? value.string.flatMap({ Int($0) }), (0..<Int(Int32.max)).contains(count)
    else { throw frame.refusal(.invalidTask, "its retries are \(value), not a count") }
    return count
  }

  /// A date, or nil for null.
  ///
  /// Celery 5.6.2 exits on `0`, `""` and `false` and drops other numbers; here each is an error.
  func date(_ name: String) throws(EnvelopeError) -> Double? {
    let value = members[name] ?? .null
    guard !value.isNull else { return nil }
    guard let seconds = value.string.flatMap(WireDate.seconds) else {
      throw frame.refusal(.invalidTask, "its \(name) is \(value), not an ISO 8601 date")
    }
    return seconds
  }

  /// The limits in seconds, the hard one first as on the wire; 0 and null are none.
  func timeLimits() throws(EnvelopeError) -> (hard: Double?, soft: Double?) {
    let value = members["timelimit"] ?? .null
    guard !value.isNull, value != [] else { return (nil, nil) }
    guard let limits = value.array, limits.count == 2 else {
      throw frame.refusal(.invalidTask, "its timelimit is \(value), not [hard, soft]")
    }
    return (try seconds(limits[0]), try seconds(limits[1]))
  }

  private func seconds(_ limit: JSON) throws(EnvelopeError) -> Double? {
    guard !limit.isNull else { return nil }
    guard let seconds = limit.double, seconds.isFinite, seconds >= 0 else {
      throw frame.refusal(.invalidTask, "its timelimit holds \(limit), not a count of seconds")
    }
    return seconds == 0 ? nil : seconds
  }
}
