// How far work is: an object that travels from the handler to whoever waits, a bar on their terminals.

public import JSONText

/// How far work is.
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

  /// Reads a report from the value of an event or of a PROGRESS result; nil when it is anything else, which a
  /// handler in another language, or another worker, is free to tell.
  public init?(_ json: JSON) {
    guard let done = json["done"]?.integer, let unit = json["unit"]?.string else { return nil }
    let (total, detail) = (json["total"] ?? .null, json["detail"] ?? .null)
    guard total.isNull || total.integer != nil, detail.isNull || detail.string != nil else { return nil }
    self.init(done: done, total: total.integer, unit: unit, detail: detail.string ?? "")
  }

  /// The value of a `progress` event, short whatever it is at.
  public var json: JSON {
    [
      "done": .integer(done), "total": JSON(total), "unit": .string(unit),
      "detail": .string(detail.clipped(toBytes: 1024)),
    ]
  }

  /// One line for a terminal: `[#######.............] 12/50 pages  https://…`.
  public var line: String {
    let count = (total.map { "\(done)/\($0) " } ?? "\(done) ") + unit.harmless
    let bar = total.map { total in
      // By share, not by 24 * done: that may be more than an integer holds.
      let filled = total > 0 ? Int(24 * min(1, max(0, Double(done) / Double(total)))) : 0
      return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled) + "] "
    }
    return (bar ?? "") + count + (detail.isEmpty ? "" : "  " + detail.harmless)
  }
}

extension String {
  /// The text with a question mark in place of what a terminal would not show as itself: each a single column.
  fileprivate var harmless: String {
    unicodeScalars.map { $0.isSafeOnTerminal ? String($0) : "?" }.joined()
  }
}
