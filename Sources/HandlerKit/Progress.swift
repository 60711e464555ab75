// How far the work is: an event for the dispatcher, a bar on a terminal.

internal import JSONText

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
    ["done": .integer(done), "total": JSON(total), "unit": .string(unit), "detail": .string(detail)]
  }

  /// One line for a terminal: `[#######.............] 12/50 pages  https://…`.
  var line: String {
    let count = total.map { "\(done)/\($0) \(unit)" } ?? "\(done) \(unit)"
    let bar = total.map { total in
      let filled = total > 0 ? min(24, 24 * done / total) : 0
      return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled) + "] "
    }
    let place = detail.unicodeScalars.map { $0.isSafeOnTerminal ? String($0) : "?" }.joined()
    return (bar ?? "") + count + (place.isEmpty ? "" : "  " + place)
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows it as itself: no control, no bidirectional override, no line separator.
  var isSafeOnTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: false
    default: true
    }
  }
}
