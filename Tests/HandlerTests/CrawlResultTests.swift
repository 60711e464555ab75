// A crawl by hand: one JSON value, the same each time, and its options.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `crawl-handler gives` {
  private static let site: [String: LoopbackServer.Answer] = [
    "/robots.txt": .text("User-agent: *\nDisallow: /private"),
    "/": .page(
      "<h1>Welcome</h1><a href=/a>A</a><a href=/gone>Gone</a><a href=/old>Old</a><a href=/private>P</a>"
        + "<img src=x.png>"),
    "/a": .page("<h1>A</h1><a href=/>Home</a>"), "/old": .redirect(301, to: "/a"),
  ]

  @Test func `one JSON value`() throws {
    try withServer(Self.site) { server in
      let ended = try CrawlProgram.crawl(server)
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      #expect(ended.errors.isEmpty)
      #expect(ended.output.count { $0 == UInt8(ascii: "\n") } == 1)
      #expect(ended.output.last == UInt8(ascii: "\n"))
      let result = try ended.result
      #expect(result["schema"] == "devseo.crawl/1")
      #expect(result["job"]?["outcome"] == "complete")
      #expect(result["truncated"] == nil)
      let statuses = result["pages"]?.array?.map {
        "\($0["url"]?.string ?? "") \($0["status"]?.integer ?? 0)"
      }
      #expect(
        statuses
          == ["/ 200", "/a 200", "/gone 404", "/old 301", "/private 0"].map {
            "http://\(server.authority)\($0)"
          })
      let broken = result["issues"]?.array?.first { $0["id"] == "page-4xx" }
      #expect(broken?["pages"]?[0]?["url"]?.string == server.url("/gone"))
      #expect(result["pages"]?[0]?["facts"]?["links"] == nil)
    }
  }

  @Test func `the same twice, but for the times`() throws {
    try withServer(Self.site) { server in
      let results = try (1...2).map { _ in
        try CrawlProgram.crawl(server).result.object?.filter { $0.key != "timing" }
      }
      #expect(results[0] == results[1])
      #expect(results[0]?.isEmpty == false)
    }
  }

  @Test func `every heading, link and image when asked to`() throws {
    try withServer(Self.site) { server in
      let facts = try CrawlProgram.crawl(server, ["--full"]).result["pages"]?[0]?["facts"]
      #expect(facts?["headings"] == [["level": 1, "text": "Welcome"]])
      #expect(facts?["links"]?.array?.compactMap { $0["anchor"]?.string } == ["A", "Gone", "Old", "P"])
      #expect(facts?["images"] == [["src": "x.png", "alt": .null]])
    }
  }

  @Test func `a summary when asked to`() throws {
    let site: [String: LoopbackServer.Answer] = ["/robots.txt": .text(""), "/": .status(404)]
    try withServer(site) { server in
      let ended = try CrawlProgram.crawl(server, ["--summary"])
      let passed = try ended.result["passed"]?.array?.count ?? 0
      let text = ended.errorText.split(separator: " s · ").joined(separator: " s · ")
      let seconds = text.split(separator: "URLs in ").last?.prefix { $0 != " " } ?? ""
      #expect(
        text == """
          \(server.url()): read completely
            1 URLs in \(seconds) s · 0 indexable pages · 0 errors · 0 warnings · 0 notices

            \(passed) checks passed

          """)
    }
  }

  @Test func `the same result for flags as for a message`() throws {
    try withServer(Self.site) { server in
      let ended = try runProgram(
        CrawlProgram.path, arguments: ["--website-domain", server.url(), "--max-pages=2"],
        environment: ["CRAWL_ALLOW_NETWORKS": server.authority])
      let result = try ended.result
      #expect(result["job"]?["outcome"] == "page_limit")
      #expect(result["stats"]?["pages"] == 2)
    }
  }

  @Test func `a name and a pace to the site`() throws {
    try withServer(["/": .page("<a href=/1>1</a><a href=/2>2</a><a href=/3>3</a>"), "*": .page("x")]) {
      server in
      let result = try CrawlProgram.crawl(
        server, environment: ["CRAWL_USER_AGENT": "Own/2.0", "CRAWL_REQUESTS_PER_S": "10"]
      ).result
      #expect(server.requests.allSatisfy { $0["user-agent"] == "Own/2.0" })
      // robots.txt, two places where a sitemap may be, four pages, and the page that cannot exist.
      #expect(server.requests.count == 8)
      #expect(try #require(result["timing"]?["seconds"]?.double) >= 0.3)
    }
  }

  @Test func `a short result to a dispatcher`() throws {
    let languages = (1...300).map {
      "<link rel=alternate hreflang=de href=https://elsewhere.example/a/rather/long/path/\($0)>"
    }
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      let links = (1...60).map { "<a href=/\($0)>\($0)</a>" }.joined()
      return request.path == "/robots.txt" ? .status(404) : .page(links, head: languages.joined())
    }
    try withServer(answering: answer) { server in
      let ended = try CrawlProgram.crawl(server, environment: ["TASK_ID": "a-task"])
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      #expect(ended.output.count < 1 << 20)
      let result = try ended.result
      #expect(result["truncated"] == true)
      #expect(result["pages"] == nil)
      #expect(result["stats"]?["pages"] == 61)
      let whole = try CrawlProgram.crawl(server)
      #expect(whole.output.count > 1 << 20)
      #expect(try whole.result["truncated"] == nil)
    }
  }
}
