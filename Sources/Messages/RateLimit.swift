// How often a task may start, in Celery's words.

public import JSONText

/// A bound of how often something starts, as the distance from one start to the next.
public struct RateLimit: Hashable, Sendable {
  /// The distance, rounded up to whole microseconds.
  public let intervalMicroseconds: Int64

  /// Makes a limit of so many starts in so many seconds; nil when that is no number above zero, or once in thirty years.
  public init?(_ starts: Double, inSeconds seconds: Double = 1) {
    let interval = (seconds * 1e6 / starts).rounded(.up)
    guard starts > 0, (1...Bounds.seconds.upperBound * 1e6).contains(interval) else { return nil }
    intervalMicroseconds = Int64(interval)
  }

  /// Reads Celery's `rate_limit`: `"10/s"`, `"5/m"`, `"100/h"`, or starts a second as text or number.
  ///
  /// - Parameters:
  ///   - json: The value.
  ///   - path: Where it was found.
  /// - Returns: The limit; nil: null or zero, which is none.
  /// - Throws: ``JSONError`` when it says something else.
  public static func parse(_ json: JSON, at path: String) throws(JSONError) -> RateLimit? {
    let starts: Double?
    var seconds: Double? = 1
    switch json {
    case .null: return nil
    case .string(let text):
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      starts = number(parts[0])
      if parts.count > 1 { seconds = ["s": 1, "m": 60, "h": 3600][parts[1]] }
    default: starts = json.double
    }
    if let starts, let seconds {
      if starts == 0 { return nil }
      if let limit = RateLimit(starts, inSeconds: seconds) { return limit }
    }
    throw JSONError(
      .unfit, at: path, "\(json) is no rate: write \"5/m\", \"10/s\", \"100/h\", or starts a second")
  }

  /// Digits with or without a fraction; what else Swift takes for a number is none here.
  private static func number(_ text: Substring) -> Double? {
    text.allSatisfy { $0 == "." || ("0"..."9").contains($0) } ? Double(text) : nil
  }
}
