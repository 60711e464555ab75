// What a hostile site costs: bytes without end, bytes that swell, trees without bottom.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `crawl-handler survives` {
  private static let endless = LoopbackServer.Answer.raw { connection in
    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>endless</title>")
    let block = [UInt8](repeating: UInt8(ascii: "<"), count: 1 << 16)
    while connection.isOpen { connection.send(block) }
  }

  private static let bodies: [(String, LoopbackServer.Answer, String)] = [
    (
      "a gzip bomb",
      .bytes(gzip(zeros: 30 << 20), type: "text/html", headers: [("Content-Encoding", "gzip")]), "unreachable"
    ),
    ("an endless body", endless, "ok"),
    ("50,000 nested elements", .html(String(repeating: "<div>", count: 50_000)), "ok"),
    ("50,000 nested formats", .html(String(repeating: "<b>", count: 50_000)), "ok"),
    ("a tag without end", .html("<a href=\"" + String(repeating: "x", count: 3 << 20)), "ok"),
    ("twelve thousand links", .html((1...12_000).map { "<a href=/\($0)>\($0)</a>" }.joined()), "ok"),
    (
      "long links",
      .html((1...10).map { "<a href=/\($0)" + String(repeating: "y", count: 60_000) + ">x</a>" }.joined()),
      "ok"
    ),
  ]

  @Test(arguments: bodies)
  func `many at a time`(name: String, answer: LoopbackServer.Answer, outcome: String) throws {
    let links = (1...8).map { "<a href=/hostile/\($0)>\($0)</a>" }.joined()
    try withServer(answering: {
      $0.path.hasPrefix("/hostile/") ? answer : $0.path == "/" ? .page(links) : .status(404)
    }) {
      server in
      let ended = try CrawlProgram.crawl(server, maxPages: 12)
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      let outcomes = try ended.result["pages"]?.array?.filter {
        $0["url"]?.string?.hasPrefix(server.url("/hostile/")) == true
      }.map { $0["outcome"]?.string }
      #expect(outcomes == Array(repeating: outcome, count: 8))
      #expect(ended.peakKiB < 300 << 10, "\(ended.peakKiB >> 10) MiB")
    }
  }
}
