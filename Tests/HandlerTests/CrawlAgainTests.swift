// Crawls of one website, one after another, through the database: what the first has kept saves the second the reading,
// and nobody can tell by its result.

import Fixtures
import JSONText
import Processes
import Synchronization
import Testing

@Suite struct `crawl-handler with a website that it knows` {
  /// A site whose pages have versions, and that sends a page only to those who do not have it.
  private final class Versions: Sendable {
    private let versions = Mutex<[String: Int]>([:])
    private let unchanged = Mutex(0)

    /// How often a page did not have to be sent.
    var notModified: Int { unchanged.withLock { $0 } }

    func change(_ path: String, to version: Int) { versions.withLock { $0[path] = version } }

    func answer(_ request: LoopbackServer.Received) -> LoopbackServer.Answer {
      let number = Int(request.path.dropFirst())
      guard request.path == "/" || number != nil, number ?? 0 < 30 else { return .status(404) }
      let version = versions.withLock { $0[request.path] ?? 1 }
      guard version > 0 else { return .status(410) }
      let tag = "\"\(request.path)-\(version)\""
      if request["if-none-match"] == tag {
        unchanged.withLock { $0 += 1 }
        return .status(304, headers: [("ETag", tag)])
      }
      let links = (1...3).map { "<a href='/\((number ?? 0) * 3 + $0)?utm_source=x#y'>Page <b>\($0)</b></a>" }
        .joined()
      let words = (0..<90).map {
        "\(["blue", "red", "green"][($0 * (number ?? 7) + version) % 3])\($0 * version)"
      }
      return .html(
        """
        <!doctype html><html lang=en><head><title>Version \(version) of \(request.path)</title></head>
        <body><h1>\(request.path)</h1>\(links)<img src=/x.png><p>\(words.joined(separator: " "))
        <a href=http://127.0.0.1:1/>elsewhere</a></body></html>
        """, headers: [("ETag", tag)])
    }
  }

  /// The whole result of a job's crawl, but for the time and the job.
  private func crawl(_ job: String, _ rows: Rows, _ server: LoopbackServer) throws -> JSON {
    var program = rows.program(job, server)
    program.arguments = ["--full"]
    let ended = try run(program)
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    #expect(!ended.errorText.contains("cannot"), "\(ended.errorText)")
    var members = try #require(try ended.result.object)
    for name in ["timing", "crawl_job_id", "diff"] { members[name] = nil }
    return .object(members)
  }

  @Test func `asks only for what has changed, and finds the same`() throws {
    let versions = Versions()
    try Rows.with { rows in
      try withServer(answering: { versions.answer($0) }) { server in
        let jobs = try (0..<4).map { _ in try rows.job() }
        for job in jobs[1...2] {
          try rows.set(
            "website_id = (select website_id from crawl_jobs where id = '\(jobs[0])')", of: job)
        }
        let first = try crawl(jobs[0], rows, server)
        // Thirty of them are there, and name as many and one that are not.
        #expect(first["stats"]?["status"] == ["200": 30, "404": 61])
        #expect(versions.notModified == 0)
        #expect(!server.requests.contains { $0["if-none-match"] != nil })
        // Nothing has changed: the result is the same, and no page came.
        #expect(try crawl(jobs[1], rows, server) == first)
        #expect(versions.notModified == 30)

        versions.change("/1", to: 2)
        versions.change("/2", to: 0)
        let before = versions.notModified
        let second = try crawl(jobs[2], rows, server)
        // Without the page that is gone, nobody names the eleven behind it any more.
        #expect(versions.notModified - before == 30 - 2 - 11)
        // Somebody else's website at the same address, of which nothing is known.
        let asks = server.requests.count
        #expect(try crawl(jobs[3], rows, server) == second)
        #expect(!server.requests[asks...].contains { $0["if-none-match"] != nil })
        #expect(second != first)
      }
    }
  }

  @Test func `does without what is kept when the table is gone`() throws {
    let versions = Versions()
    try Rows.with { rows in
      try withServer(answering: { versions.answer($0) }) { server in
        try rows.alter("drop table page_cache")
        let job = try rows.job()
        let ended = try run(rows.program(job, server))
        #expect(ended.status == .exited(0))
        #expect(ended.errorText.contains("cannot look up what earlier crawls have kept: "))
        #expect(ended.errorText.contains("cannot keep the pages for the next crawl: "))
        #expect(try rows.value("status", of: job) == "completed")
      }
    }
  }

  @Test(arguments: [(verified: false, gap: 0.2), (true, 0.05)])
  func `asks a verified one faster`(isVerified: Bool, gap: Double) throws {
    let times = Mutex<[ContinuousClock.Instant]>([])
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      times.withLock { $0.append(.now) }
      return request.path == "/" ? .page((1...5).map { "<a href=/\($0)>\($0)</a>" }.joined()) : .page("")
    }
    try Rows.with { rows in
      try withServer(answering: answer) { server in
        let job = try rows.job()
        if isVerified { try rows.alter("update websites set verified_at = now()") }
        var program = rows.program(job, server)
        // By a name it is anybody's site; an address that the operator has named would have no limit.
        let message = JSON.object([
          "crawl_job_id": .string(job), "website_domain": .string("http://localhost:\(server.port)/"),
        ])
        program.input = .bytes(Array(message.description.utf8))
        let ended = try run(program)
        #expect(ended.status == .exited(0), "\(ended.errorText)")
        #expect(try rows.count("pages", of: job) == 6)
        let seen = times.withLock { $0 }
        let gaps = zip(seen.dropFirst(), seen).map { ($0 - $1) / .seconds(1) }
        // The first one may be on its way for a while.
        #expect(gaps.dropFirst().reduce(0, +) >= gap * Double(gaps.count - 2))
        // However late some come, not all can if they start four times as often.
        if isVerified { #expect(gaps.contains { $0 < 0.2 }) }
      }
    }
  }
}
