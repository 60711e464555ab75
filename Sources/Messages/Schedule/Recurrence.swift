// When something comes back: by a crontab line in a time zone, or every so many seconds.

public import JSONText

/// The times of a schedule.
public struct Recurrence: Hashable, Sendable {
  /// What decides.
  public enum Timing: Hashable, Sendable {
    /// A clock on the wall, in a time zone of the IANA's database.
    case crontab(Crontab, timeZone: String)
    /// Time alone: each multiple of so many milliseconds since 1970, UTC.
    case every(milliseconds: Int64)
  }

  /// What decides.
  public let timing: Timing

  /// The zone of a crontab that names none, not the machine's: dispatchers on several machines must agree.
  static let usualZone = "UTC"
  /// A second up to some thirty years.
  private static let seconds = 1.0...Bounds.seconds.upperBound

  /// Makes one; what is read from manifests is checked.
  init(_ timing: Timing) { self.timing = timing }

  /// Reads what ``json`` has written.
  ///
  /// - Throws: ``JSONError``.
  public init(_ json: JSON) throws(JSONError) {
    guard let schedule = try Schedule.parse(json, at: "schedule") else {
      throw JSONError(.missing, at: "schedule", "is missing")
    }
    self = schedule.recurrence
  }

  /// Reads the members of a schedule that say when.
  static func parse(_ members: [String: JSON], at path: String) throws(JSONError) -> Recurrence {
    func text(_ name: String) throws(JSONError) -> String? {
      guard let value = members[name] else { return nil }
      guard let text = value.string else {
        throw JSONError(.typeMismatch, at: "\(path).\(name)", "expected a string, found \(value.kind)")
      }
      return text
    }
    let (line, zone, days) = (try text("cron"), try text("timezone"), try text("days"))
    switch (line, members["every_s"]) {
    case (let line?, nil):
      let name = zone ?? usualZone
      guard isZoneName(name) else {
        throw JSONError(
          .unfit, at: "\(path).timezone", "\(name) is no name of a zone, as Europe/Berlin is one")
      }
      return Recurrence(.crontab(try crontab(line, days, at: path), timeZone: name))
    case (nil, let interval?):
      guard zone == nil, days == nil else {
        throw JSONError(
          .unfit, at: path, "\"every_s\" has no time zone and no days: it counts from 1970 on, in UTC")
      }
      guard let seconds = interval.double, Self.seconds.contains(seconds) else {
        throw JSONError(.unfit, at: "\(path).every_s", "\(interval) is no number of seconds from 1 on")
      }
      return Recurrence(.every(milliseconds: Int64((seconds * 1000).rounded())))
    default:
      throw JSONError(.unfit, at: path, "says not when: write one of \"cron\" and \"every_s\"")
    }
  }

  private static func crontab(_ line: String, _ days: String?, at path: String) throws(JSONError) -> Crontab {
    let rule = days.flatMap(Crontab.DayRule.init)
    guard days == nil || rule != nil else {
      throw JSONError(.unfit, at: "\(path).days", "\(days ?? "") is neither \"both\" nor \"either\"")
    }
    do throws(JSONError) {
      return try Crontab(line, dayRule: rule)
    } catch {
      throw JSONError(.unfit, at: "\(path).cron", "\"\(line)\": \(error.reason)")
    }
  }

  /// Whether a text can be the name of a file with a zone: nothing that leads elsewhere.
  private static func isZoneName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return name.utf8.count <= 64
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
              || "_+-".utf8.contains($0)
          }
      }
  }

  /// As in a manifest, with all that counts and nothing else: the same for what means the same.
  public var json: JSON {
    switch timing {
    case .every(let milliseconds):
      let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
      return ["every_s": rest == 0 ? .integer(Int(seconds)) : .double(Double(milliseconds) / 1000)]
    case .crontab(let crontab, let zone):
      var members: [String: JSON] = ["cron": .string(crontab.text), "timezone": .string(zone)]
      if let rule = crontab.dayRule { members["days"] = .string(rule.rawValue) }
      return .object(members)
    }
  }
}

extension Recurrence: CustomStringConvertible {
  /// For people: `0 7 * * * Europe/Berlin`, `every 30 s`.
  public var description: String {
    switch timing {
    case .every(let milliseconds):
      let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
      return rest == 0 ? "every \(seconds) s" : "every \(Double(milliseconds) / 1000) s"
    case .crontab(let crontab, let zone):
      return "\(crontab.text) \(zone)\(crontab.dayRule.map { " (days: \($0.rawValue))" } ?? "")"
    }
  }
}
