// A manifest's schedule: when its task is sent without anybody asking, and with what.

public import JSONText

/// When a task is sent by itself, and what its message says.
public struct Schedule: Hashable, Sendable {
  /// When.
  public var recurrence: Recurrence
  /// The keyword arguments.
  public var keywordArguments: [String: JSON] = [:]
  /// For how long after it was sent the task may still start, in seconds; nil: for ever.
  public var expiresSeconds: Double?

  private static let members: Set = ["cron", "timezone", "days", "every_s", "kwargs", "expires_s"]

  /// Reads the member `schedule`.
  ///
  /// - Parameters:
  ///   - json: A crontab line, or an object: `{"cron": "0 7 * * *", "timezone": "Europe/Berlin"}` or
  ///     `{"every_s": 60}`, beside them `days`, `kwargs` and `expires_s`. A member that is null is absent.
  ///   - path: Where it was found.
  /// - Returns: The schedule; nil: null, which is none.
  /// - Throws: ``JSONError`` that names what is wrong.
  public static func parse(_ json: JSON, at path: String) throws(JSONError) -> Schedule? {
    switch json {
    case .null: return nil
    case .string: return Schedule(recurrence: try Recurrence.parse(["cron": json], at: path))
    case .object(let object):
      let given = object.filter { !$0.value.isNull }
      if let unknown = object.keys.filter({ !members.contains($0) }).min() {
        throw JSONError(.unfit, at: "\(path).\(unknown)", "is no member of a schedule")
      }
      var schedule = Schedule(recurrence: try Recurrence.parse(given, at: path))
      if let arguments = given["kwargs"] {
        guard let object = arguments.object else {
          throw JSONError(.typeMismatch, at: "\(path).kwargs", "expected an object, found \(arguments.kind)")
        }
        schedule.keywordArguments = object
      }
      if let expires = given["expires_s"] {
        guard let seconds = expires.double, seconds > 0, seconds <= Bounds.seconds.upperBound else {
          throw JSONError(.unfit, at: "\(path).expires_s", "\(expires) is no number of seconds above 0")
        }
        schedule.expiresSeconds = seconds
      }
      return schedule
    default:
      throw JSONError(
        .typeMismatch, at: path, "expected a crontab line or an object, found \(json.kind)")
    }
  }
}
