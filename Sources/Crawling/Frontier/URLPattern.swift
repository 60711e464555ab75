// What URLs have in common that a site can make without end: numbers, dates, hexadecimal names and the names of
// parameters. Two URLs of one pattern are likely to come from one program.

internal import Auditing
internal import WebURL

/// The pattern of a URL: host and path with `{n}` for digits, `{d}` for dates and `{h}` for hexadecimal, and the names
/// of its parameters in order.
struct URLPattern {
  /// The pattern.
  let text: String
  /// What the URLs of a trap would have in common: up to the first `{h}`, which may be the name of a session with a
  /// whole site behind it, or a parameter that is one; else ``text``.
  let stem: String
  /// Whether ``stem`` is more than ``text``.
  let isSession: Bool
  /// The first segment of the path, as a pattern.
  let firstSegment: String
  /// How many segments the path has.
  let segments: Int
  /// How many parameters there are.
  let parameters: Int
  /// What in the pattern there may be any number of.
  let kind: Kind

  /// What in a pattern there may be any number of, the first that applies.
  enum Kind {
    /// Parameters.
    case parameters
    /// A name that looks like made by a machine: a session's, or that of a record.
    case name
    /// A date.
    case date
    /// Numbers.
    case number
    /// Nothing: one URL, or two.
    case none
  }

  init(_ address: PageAddress) {
    let url = address.url
    var written = Self.segments(of: url.path)
    segments = written.count
    Self.joinDates(&written)
    let path = written.map { Segment($0).pattern }
    let names = Set(url.queryPairs.map { Segment(String($0.prefix { $0 != "=" })).pattern }).sorted()
    let host = url.hostname
    let isOpen = url.path.utf8.last == UInt8(ascii: "/") && !path.isEmpty
    let text =
      "\(host)/\(path.joined(separator: "/"))\(isOpen ? "/" : "")"
      + (names.isEmpty ? "" : "?\(names.joined(separator: "&"))")
    parameters = url.queryPairs.count
    firstSegment = path.first ?? ""
    let named = path.firstIndex { $0.contains("{h}") }
    let session = names.first { Self.isSession($0) }
    if let named {
      stem = "\(host)/\(path[...named].joined(separator: "/"))/…"
    } else {
      stem = session.map { "\(host)/…?\($0)" } ?? text
    }
    isSession = named != nil || session != nil
    self.text = text
    let inPath = { (mark: String) in path.contains { $0.contains(mark) } }
    kind =
      parameters > 0
      ? .parameters : named != nil ? .name : inPath("{d}") ? .date : inPath("{n}") ? .number : .none
  }

  /// What tells a page from others of its ``stem``: the URL without what may be the name of a session.
  static func page(of address: PageAddress) -> String {
    let url = address.url
    let path = segments(of: url.path).map { Segment($0).withoutNames }.joined(separator: "/")
    let pairs = url.queryPairs.filter { !isSession(String($0.prefix { $0 != "=" })) }
    return "\(url.hostname)/\(path)?\(pairs.joined(separator: "&"))"
  }

  /// The segments of a path; the nothing behind a last slash is none.
  static func segments(of path: String) -> [String] {
    var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    if segments.last == "" { segments.removeLast() }
    return segments
  }

  /// Parameters that carry a session, by the names that servers give them.
  private static func isSession(_ name: String) -> Bool {
    switch name.lowercased() {
    case "phpsessid", "jsessionid", "sid", "sessionid", "session_id": true
    case let name: name.hasPrefix("aspsessionid")
    }
  }

  /// Makes one segment of year, month and day that are segments of their own.
  private static func joinDates(_ segments: inout [String]) {
    var index = 0
    while index + 1 < segments.count {
      if segments[index].isYear, segments[index + 1].isMonth {
        let hasDay = index + 2 < segments.count && segments[index + 2].isDay
        segments.replaceSubrange(index...(index + (hasDay ? 2 : 1)), with: ["2000-01-01"])
      }
      index += 1
    }
  }
}

extension String {
  fileprivate var isYear: Bool { number(1_900...2_199, digits: 4...4) }
  fileprivate var isMonth: Bool { number(1...12, digits: 1...2) }
  fileprivate var isDay: Bool { number(1...31, digits: 1...2) }

  private func number(_ range: ClosedRange<Int>, digits: ClosedRange<Int>) -> Bool {
    digits.contains(utf8.count) && utf8.allSatisfy { 0x30...0x39 ~= $0 } && range.contains(Int(self) ?? -1)
  }
}
