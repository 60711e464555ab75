// How far the work is: an event for the dispatcher, a bar on a terminal.

internal import JSONText
internal import Runtime

/// How far the work is.
public struct Progress: Hashable, Sendable {
  /// How many units are done.
  public var done: Int
  /// How many there will be; nil when unknown.
  public var total: Int?
  /// What is counted: "pages".
  public var unit: String
  /// What it is at: a URL, an address.
  public var detail: String

  /// Makes a progress report.
  public init(done: Int, total: Int? = nil, unit: String, detail: String = "") {
    self.done = done
    self.total = total
    self.unit = unit
    self.detail = detail
  }

  /// The value of a `progress` event.
  var json: JSON {
    [
      "done": .integer(done), "total": JSON(total), "unit": .string(unit),
      "detail": .string(detail.clipped(toBytes: 1024)),
    ]
  }

  /// One line for a terminal: `[#######.............] 12/50 pages  https://…`.
  var line: String {
    let count = total.map { "\(done)/\($0) \(unit)" } ?? "\(done) \(unit)"
    let bar = total.map { total in
      // By share, not by 24 * done: that may be more than an integer holds.
      let filled = total > 0 ? Int(24 * min(1, max(0, Double(done) / Double(total)))) : 0
      return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled) + "] "
    }
    let place = detail.unicodeScalars.map { $0.isSafeOnTerminal ? String($0) : "?" }.joined()
    return (bar ?? "") + count + (place.isEmpty ? "" : "  " + place)
  }
}
