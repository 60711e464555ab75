// `devseo robots`: the public suite through the command line, and files that servers give.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Explaining robots.txt` {
  @Test(.enabled(if: PublicSuite.robots.isPresent, .init(rawValue: PublicSuite.whyNot)))
  func `says what Google's matcher says`() throws {
    let rows = PublicSuite.robots.rows
    let questions = rows.map { row -> String in
      let file = String(decoding: Base64.encoded(bytes(hex: row["robots_hex"]?.string ?? "")), as: UTF8.self)
      return JSON.object([
        "robots_b64": .string(file), "url": row["url"] ?? .null, "agent": row["agent"] ?? .null,
      ]).description
    }
    let (answers, ended) = try ask("robots", questions.joined(separator: "\n"))
    #expect(ended.status == .exited(0))
    var passed = 0
    for (row, answer) in zip(rows, answers) {
      let allowed = try JSON(parsing: Array(answer.utf8))["allowed"]
      #expect(allowed == row["allowed"], "\(row["file"]?.string ?? ""): \(row["url"]?.string ?? "")")
      if allowed == row["allowed"] { passed += 1 }
    }
    #expect(passed == 400)
  }

  @Test func `names the line that decides`() throws {
    let (answers, ended) = try ask(
      "robots",
      """
      {"robots": "user-agent: *\\ndisallow: /a # why\\nallow: /a/b", "url": "/a/c", "agent": "x"}
      {"robots": "user-agent: *\\ndisallow: /a\\nallow: /a/b", "url": "http://a.example/a/b", "agent": "x"}
      {"robots": "user-agent: x\\ndisallow: /", "url": "/", "agent": "y"}
      {"robots_b64": "dXNlci1hZ2VudDogKgpkaXNhbGxvdzogL2E=", "url": "/a", "agent": "y"}
      """)
    #expect(
      answers == [
        "{\"allowed\":false,\"line\":2,\"rule\":\"disallow: /a\"}",
        "{\"allowed\":true,\"line\":3,\"rule\":\"allow: /a/b\"}",
        "{\"allowed\":true,\"line\":null,\"rule\":null}",
        "{\"allowed\":false,\"line\":2,\"rule\":\"disallow: /a\"}",
      ])
    #expect(ended.status == .exited(0))
  }

  @Test func `loses nothing beside lines that cannot be answered`() throws {
    let (answers, ended) = try ask(
      "robots",
      """
      {"robots": "", "url": "/"}
      {"url": "/", "agent": "a"}
      {"robots": "", "robots_b64": "", "url": "/", "agent": "a"}
      {"robots_b64": "*", "url": "/", "agent": "a"}
      {"robots": "", "url": "/", "agent": "a"}
      """)
    #expect(
      answers == [
        "{\"error\":\"\\\"agent\\\" is missing\"}", "{\"error\":\"\\\"robots\\\" is missing\"}",
        "{\"error\":\"both \\\"robots\\\" and \\\"robots_b64\\\" are given\"}",
        "{\"error\":\"\\\"robots_b64\\\" is no base64\"}", "{\"allowed\":true,\"line\":null,\"rule\":null}",
      ])
    #expect(ended.status == .exited(65))
  }

  private func explain(_ server: LoopbackServer, _ arguments: String...) throws -> Ended {
    try runProgram(
      devseo, arguments: ["robots"] + arguments, environment: ["CRAWL_ALLOW_NETWORKS": server.authority])
  }

  @Test func `explains what a server has`() throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/robots.txt": .redirect(to: "/moved"),
      "/moved": .text("User-agent: Googlebot\nDisallow: /a\nDisallow all\n\nUser-agent: *\nDisallow: /"),
    ]
    try withServer(routes) { server in
      let ended = try explain(server, "--agent", "Googlebot", server.url("/a"), server.url("/b"))
      #expect(
        ended.outputText == """
          forbidden  \(server.url("/a"))
            file   \(server.url("/robots.txt")), found at \(server.url("/moved"))
            status 200
            group  Googlebot
            rule   line 2: Disallow: /a
            note   1 line is not as crawlers know them

          allowed  \(server.url("/b"))
            file   \(server.url("/robots.txt")), found at \(server.url("/moved"))
            status 200
            group  Googlebot
            rule   none matches
            note   1 line is not as crawlers know them

          """)
      #expect(ended.errors.isEmpty)
      #expect(ended.status == .exited(1))
      #expect(server.paths == ["/robots.txt", "/moved"])
      let ours = try explain(server, "--json", server.url("/b"))
      let answer = try JSON(parsing: ours.output)
      #expect(answer["allowed"] == false)
      #expect(answer["line"] == 6)
      #expect(answer["group"] == "*")
      #expect(answer["agent"] == "DevSEOBot")
      #expect(answer["final"] == .string(server.url("/moved")))
    }
  }

  @Test(arguments: [(404, "404, which allows everything", 0), (401, "401, which allows everything", 0)])
  func `says that a file is missing`(status: Int, words: String, exit: Int32) throws {
    try withServer(["/robots.txt": .status(status)]) { server in
      let ended = try explain(server, server.url("/a"))
      #expect(ended.outputText.contains("allowed  \(server.url("/a"))"))
      #expect(ended.outputText.contains("  status \(words)\n"))
      #expect(!ended.outputText.contains("rule"))
      #expect(ended.status == .exited(exit))
    }
  }

  @Test func `takes a file in HTML for what it is`() throws {
    try withServer(["/robots.txt": .html("<!doctype html><p>Hello")]) { server in
      let ended = try explain(server, server.url("/a"))
      #expect(ended.outputText.contains("the file is HTML"))
      #expect(ended.status == .exited(0))
    }
  }

  @Test func `asks nobody whom policy forbids`() throws {
    try withServer { server in
      let ended = try runProgram(devseo, arguments: ["robots", server.url("/a"), "none", "ftp://a/"])
      #expect(ended.status == .exited(65))
      #expect(ended.output.isEmpty)
      #expect(ended.errorText.split(separator: "\n").count == 3)
      #expect(server.connections == 0)
      let wrong = try runProgram(
        devseo, arguments: ["robots", "http://a.example/"], environment: ["CRAWL_ALLOW_NETWORKS": "x"])
      #expect(wrong.status == .exited(78))
      #expect(wrong.errorText.hasPrefix("cannot use CRAWL_ALLOW_NETWORKS: "))
    }
  }
}

private func bytes(hex: String) -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
