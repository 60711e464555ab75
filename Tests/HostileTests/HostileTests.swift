// The hostile web: every case of cases/ is served on loopback and crawled; what must come of it stands in the case.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `The hostile web` {
  private static let folder = projectFile("Tests/HostileTests/cases")
  private static let files = names(in: folder).filter { $0.hasSuffix(".json") }.sorted()
  private static let cases = files.map { String($0.dropLast(5)) }

  /// What the script says of the cases, which are all run at once: most of them wait.
  private static let report = Task {
    await onThread { Result { try verdicts(of: folder, arguments: []) } }
  }

  @Test(arguments: cases) func `is crawled as its case says`(name: String) async throws {
    let wrong = try #require(await Self.report.value.get()[name], "nothing is said of the case")
    for line in wrong { Issue.record("\(line)") }
  }

  @Test func `has its cases, and their table in the documents`() throws {
    // The report, of which 45 is a case, is yet to come.
    #expect(Self.cases.compactMap { Int($0.prefix(2)) } == Array(1...44) + [46, 47])
    let document = String(decoding: try contents(of: projectFile("docs/hostile-web.md")), as: UTF8.self)
    for file in Self.files {
      let plan = try JSON(parsing: contents(of: "\(Self.folder)/\(file)"))
      let does = try #require(plan["does"]?.string)
      let expected = try #require(plan["expected"]?.string)
      let number = try #require(Int(file.prefix(2)))
      #expect(document.contains("| \(number) | \(does) | \(expected) |\n"), "\(file)")
    }
  }

  @Test func `is told from a harmless one by its cases`() throws {
    let wrong = """
      {"does": "", "expected": "", "sites": {"site": {"routes": {"/": "<title>t</title><a href=/a>a</a>"}}, "other": {}},
       "runs": [
        {"name": "fine", "expect": {"outcome": "complete", "pages": {"/a": "client_error"}, "connects": {"other": 0}}},
        {"name": "outcome", "expect": {"outcome": "blocked"}},
        {"name": "page", "expect": {"pages": {"/a": "ok", "/b": "ok", "/": null}}},
        {"name": "members", "expect": {"members": {"stats.pages": {"at_least": 3}, "job.outcome": {"lacks": "com"}}}},
        {"name": "issues", "expect": {"issues": ["page-5xx"], "no_issues": ["page-4xx"]}},
        {"name": "requests", "expect": {"requests": {"site": {"/a": 2, "*": {"at_most": 2}}}, "connects": {"site": 0}}},
        {"name": "exit", "stdin": "{", "expect": {"failure": {"contains": "nonsense"}}},
        {"name": "slow", "limit_s": 0, "expect": {}},
        {"name": "pending", "pending": {"reason": "later", "expect": {"pages": {"/a": "client_error"}}}},
        {"name": "still pending", "pending": {"reason": "later", "expect": {"pages": {"/a": "ok"}}}}
      ]}
      """
    try withTemporaryFolder { folder in
      try write(Array(wrong.utf8), to: "\(folder)/01-wrong.json")
      let lines = try verdicts(of: folder, arguments: ["--jobs", "1"])["01-wrong"] ?? []
      let runs = lines.map { $0.prefix { $0 != ":" } }
      #expect(
        runs == [
          "outcome", "page", "page", "page", "members", "members", "issues", "issues", "requests", "requests",
          "requests", "exit", "exit", "slow", "pending",
        ], "\(lines)")
    }
  }
}

/// Runs the cases of a folder, and gives for each what is wrong.
private func verdicts(of folder: String, arguments: [String]) throws -> [String: [String]] {
  let python = projectFile("build/venv/bin/python")
  guard exists(python) else { throw Missing(description: "there is no HTTP/2: run infra/deps celery") }
  // What a second of CPU is for a release is more of it for a build for debugging, on a machine that is busy.
  let ended = try runProgram(
    python,
    arguments: [
      projectFile("Tests/HostileTests/hostile/run.py"), "--handler", builtProduct("crawl-handler"), "--probe",
      builtProduct("crawl-probe"), "--cpu", "15", "--folder", folder,
    ] + arguments
  ) { $0.deadlineSeconds = 240 }
  guard ended.status == .exited(0) else { throw Missing(description: "\(ended.status): \(ended.errorText)") }
  let lines = try ended.output.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: $0) }
  return Dictionary(
    lines.map { ($0["case"]?.string ?? "", $0["wrong"]?.array?.compactMap(\.string) ?? ["it says nothing"]) }
  ) { first, _ in first }
}

/// Something without which the cases cannot be run.
private struct Missing: Error, CustomStringConvertible {
  let description: String
}
