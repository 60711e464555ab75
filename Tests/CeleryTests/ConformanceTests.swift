// The table of promises names tests: each must exist.

import Fixtures
import Testing

@Suite struct `The table of promises to Celery's users` {
  @Test func `names only tests and proofs that exist`() throws {
    var known: Set<String> = []
    for target in names(in: projectFile("Tests")) {
      try collect(projectFile("Tests/\(target)"), into: &known)
    }
    let table = String(decoding: try contents(of: projectFile("docs/celery-conformance.md")), as: UTF8.self)
    var promises = 0
    for line in table.split(separator: "\n") where line.hasPrefix("| ") && !line.hasPrefix("| promise ") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      try #require(cells.count == 5, "\(line)")
      let named = quoted(cells[2])
      #expect(!named.isEmpty, "\(line)")
      for name in named {
        #expect(name.hasPrefix("infra/") ? exists(projectFile(name)) : known.contains(name), "\(name)")
      }
      promises += 1
    }
    #expect(promises > 50)
  }

  /// The names of the tests below a folder.
  private func collect(_ folder: String, into known: inout Set<String>) throws {
    for name in names(in: folder) {
      let path = "\(folder)/\(name)"
      guard name.hasSuffix(".swift") else {
        if !name.contains(".") { try collect(path, into: &known) }
        continue
      }
      let text = String(decoding: try contents(of: path), as: UTF8.self)
      for part in text.split(separator: "func `").dropFirst() {
        known.insert(String(part.prefix { $0 != "`" }))
      }
    }
  }

  /// What stands between backticks.
  private func quoted(_ cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
