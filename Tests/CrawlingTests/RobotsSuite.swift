// The rows of the public robots.txt suites, which lie beside a checkout and not in it.

import Glibc
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

/// All expectations, none when the file is not there; nil stands for a line that is not one.
enum RobotsSuite {
  static let rows: [RobotsExpectation?] = lines(of: path).map { line in
    (try? JSON(parsing: line)).flatMap(RobotsExpectation.init)
  }

  /// ../shared/testdata beside the root of the package, which is three levels above this file.
  private static let path =
    #filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/" + $1 }
    + "/shared/testdata/robots-spec.jsonl"

  private static func lines(of path: String) -> [[UInt8]] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc_unlocked(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }
}

extension String {
  /// Path and query of a URL in the way of Google's matcher, which takes texts that are no URLs too.
  var robotsTarget: String {
    let text = utf8.prefix { $0 != UInt8(ascii: "#") }
    let isStop = { (octet: UInt8) in octet == 0x2F || octet == 0x3F || octet == 0x3B }
    var rest = Substring(text)
    if rest.hasPrefix("//") { rest = rest.dropFirst(2) }
    let name = rest.utf8.prefix { !isStop($0) }
    let behind = rest.utf8[name.endIndex...]
    if name.last == UInt8(ascii: ":"), behind.starts(with: "//".utf8) { rest = Substring(behind.dropFirst(2)) }
    let target = rest.utf8.drop { !isStop($0) }
    return target.first == UInt8(ascii: "/") ? String(Substring(target)) : "/" + String(Substring(target))
  }
}

extension [UInt8] {
  fileprivate init?(hex: String) {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
