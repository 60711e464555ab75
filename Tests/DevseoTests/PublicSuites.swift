// The public suites for URLs, domains and robots.txt, which lie beside a checkout and not in it.

import Fixtures
import Glibc
import JSONText

/// The folder "shared/testdata" beside the package.
enum PublicSuites {
  private static let folder: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/") + "/../shared/testdata/"
  }()

  static let arePresent = access(folder + "robots-spec.jsonl", R_OK) == 0
  static let whyNot = "the public suites are not beside this checkout"

  /// Reads the cases of a suite; the texts between them are comments.
  static func cases(of file: String) throws -> [JSON] {
    let json = try JSON(parsing: bytes(of: folder + file))
    return (json.array ?? []).filter { $0.object != nil }
  }

  /// Reads the cases of a suite that has one a line.
  static func lines(of file: String) throws -> [JSON] {
    try bytes(of: folder + file).split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: Array($0)) }
  }

  private static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}
