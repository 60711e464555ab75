// The crawler's examples name websites; here a loopback server plays the site, all else stays as written.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `crawl-handler's examples` {
  private static let folder = projectFile("handlers/crawl-handler/examples")

  @Test(arguments: names(in: folder).filter { $0.hasSuffix(".json") })
  func `run, and give one result of the schema`(file: String) throws {
    var message = try #require(
      try JSON(parsing: contents(of: "\(Self.folder)/\(file)")).object, "\(file) is no object")
    #expect(message["website_domain"]?.string?.isEmpty == false)
    let routes: [String: LoopbackServer.Answer] = ["/": .page("<a href=/a>a</a>"), "/a": .page("a")]
    try withServer(routes) { server in
      message["website_domain"] = .string(server.url())
      let ended = try CrawlProgram.run(JSON.object(message).description, allowing: server)
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      let result = try ended.result
      #expect(result["schema"] == "devseo.crawl/1")
      #expect(result["job"]?["limits"]?["max_pages"] == message["max_pages"])
      #expect(result["pages"]?.array?.count == 2)
    }
  }

  @Test func `are there`() {
    #expect(!names(in: Self.folder).isEmpty)
  }
}
