// A row of the public robots.txt suites.

import JSONText
import Testing

/// One expectation: whether an agent may request a URL.
struct RobotsExpectation: Sendable, CustomTestStringConvertible {
  let robots: [UInt8]
  let url: String
  let agent: String
  let isAllowed: Bool
  let testDescription: String

  init?(_ row: JSON) {
    guard let hex = row["robots_hex"]?.string, let robots = [UInt8](hex: hex), let url = row["url"]?.string,
      let agent = row["agent"]?.string, let isAllowed = row["allowed"]?.bool, let file = row["file"]?.string
    else { return nil }
    self.robots = robots
    self.url = url
    self.agent = agent
    self.isAllowed = isAllowed
    testDescription = "\(file): \(agent) at \(url)"
  }
}

extension [UInt8] {
  fileprivate init?(hex: String) {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
