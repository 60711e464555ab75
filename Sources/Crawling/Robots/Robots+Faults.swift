// What is wrong with a line, for whoever wrote it. Search engines pass over most of it in silence.

internal import Auditing

extension Robots {
  /// How many faults of a file are kept; the others are counted.
  static let faultLimit = 100

  /// Looks at one line.
  struct LineCheck {
    /// What was found, the first of them.
    private(set) var faults: [RobotsFault] = []
    /// How many lines have a fault.
    private(set) var count = 0
    private var hasAgent = false

    /// Names that some crawler knows.
    private static let known: Set<String> = [
      "user-agent", "allow", "disallow", "sitemap", "crawl-delay", "host", "clean-param", "request-rate",
      "visit-time", "noindex", "content-signal",
    ]

    /// Checks a line, which has no line end.
    mutating func check(_ line: ArraySlice<UInt8>, number: Int) {
      let text = line.prefix { $0 != UInt8(ascii: "#") }.trimmed
      guard !text.isEmpty else { return }
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
        return note(.noColon, text, number)
      }
      let name = String(decoding: text[..<colon].trimmed.prefix(64), as: UTF8.self).lowercased()
      let value = text[(colon + 1)...].trimmed
      switch name {
      case "user-agent": hasAgent = true
      case "allow", "disallow":
        if !hasAgent {
          note(.noAgent, text, number)
        } else if let first = value.first, !Self.pathStarts.contains(first) {
          note(.noPath, text, number)
        } else if let dollar = value.firstIndex(of: UInt8(ascii: "$")), dollar + 1 < value.endIndex {
          note(.dollarWithin, text, number)
        }
      default:
        if !Self.known.contains(name) { note(.unknownDirective, text, number) }
      }
    }

    /// Notes that the file is no text that crawlers read.
    mutating func refuseEncoding() { note(.encoding, [], 1) }

    private mutating func note(_ kind: RobotsFault.Kind, _ text: ArraySlice<UInt8>, _ number: Int) {
      count += 1
      guard faults.count < Robots.faultLimit else { return }
      let shown = String(String(decoding: text.prefix(800), as: UTF8.self).prefix(200))
      faults.append(RobotsFault(line: number, kind: kind, text: shown))
    }

    private static let pathStarts = Array("/*$".utf8)
  }
}
