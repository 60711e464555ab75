// The public robots.txt suites, which lie beside a checkout and not in it.

import Glibc
import JSONText

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
