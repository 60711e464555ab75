// The files beside these tests: messages that Celery made, and texts of ours that Celery has checked.

import Fixtures
import JSONText
import Testing

/// A message that Celery's own client made, with what Celery's worker reads in it.
struct CeleryCapture: CustomTestStringConvertible, Sendable {
  var name: String
  var list: String
  var row: [UInt8]
  var expected: JSON

  var testDescription: String { name }

  /// The lines of `celery/messages.jsonl`.
  static let all: [Self] = lines(of: "messages.jsonl").map { line in
    Self(
      name: line["case"]?.string ?? "", list: line["list"]?.string ?? "",
      row: Array((line["row"]?.string ?? "").utf8), expected: line["expect"] ?? .null)
  }

  static func named(_ name: String) throws -> Self {
    try #require(all.first { $0.name == name })
  }

  /// The values of a file of lines; none when it cannot be read, which the tests notice.
  static func lines(of file: String) -> [JSON] {
    let bytes = (try? contents(of: projectFile("Tests/QueueTests/celery/\(file)"))) ?? []
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { try? JSON(parsing: $0) }
  }
}
