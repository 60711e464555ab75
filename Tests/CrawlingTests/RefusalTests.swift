// Sites that let us read a part and then turn us away.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A site that has enough of us` {
  @Test func `raises a doubt after so many refusals in a row, once it has let us in`() {
    var refusals = Refusals(most: 3)
    for _ in 0..<9 { refusals.note(.blocked) }
    #expect(!refusals.isDoubtful)
    refusals.note(.ok)
    for outcome in [FetchOutcome.blocked, .throttled, .redirect, .blocked, .clientError, .blocked, .ok] {
      refusals.note(outcome)
    }
    #expect(!refusals.isDoubtful)
    // What was not asked for tells nothing.
    for outcome in [FetchOutcome.blocked, .blockedByRobots, .throttled, .refused, .blocked] {
      refusals.note(outcome)
    }
    #expect(refusals.isDoubtful)
    refusals.settle()
    #expect(!refusals.isDoubtful)
    refusals.note(.blocked)
    #expect(!refusals.isDoubtful)
  }

  @Test func `may have enough when outcomes are known that have to wait for their turn`() {
    var refusals = Refusals(most: 3)
    refusals.expect(.ok)
    refusals.note(.ok)
    refusals.expect(.blocked)
    refusals.expect(.ok)
    refusals.expect(.unreachable)
    #expect(!refusals.mayBeDoubtful(waiting: 0))
    #expect(refusals.mayBeDoubtful(waiting: 1))
    for outcome in [FetchOutcome.blocked, .ok, .unreachable] { refusals.note(outcome) }
    #expect(!refusals.mayBeDoubtful(waiting: 1))
    #expect(refusals.mayBeDoubtful(waiting: 2), "the last one in a row counts as well")
  }

  @Test func `is asked on before it has let us in`() {
    var refusals = Refusals(most: 3)
    for _ in 0..<9 {
      refusals.expect(.blocked)
      refusals.note(.blocked)
    }
    // No doubt comes of these, that would be settled: nobody may wait for one.
    #expect(!refusals.mayBeDoubtful(waiting: 2))
  }

  /// A site of a hundred pages that turns away whoever has read so many.
  private func withSite(
    patientFor pages: Int, answering refusal: LoopbackServer.Answer,
    _ body: (LoopbackServer) async throws -> Void
  ) async throws {
    let count = Count()
    try await CrawlingTests.withSite(
      answering: { request in
        guard request.path == "/" || Int(request.path.dropFirst()) != nil else { return .status(404) }
        if count.next(of: "page") > pages { return refusal }
        // Were all links on every page, the pages would say the same and not be followed for that reason.
        return .page(links: request.path == "/" ? (1...100).map { "/\($0)" } : [])
      }, body)
  }

  @Test(
    arguments: [
      (.status(403), .blocked, .blocked), (.raw { $0.reset() }, .unreachable, .unreachable),
    ] as [(LoopbackServer.Answer, FetchOutcome, Site.Outcome)])
  func `is asked once more, and then left alone`(
    refusal: LoopbackServer.Answer, outcome: FetchOutcome, end: Site.Outcome
  ) async throws {
    try await withSite(patientFor: 30, answering: refusal) { server in
      let site = try await server.crawl("/", .quick(maxPages: 1_000, concurrency: 1)).site
      #expect(site.outcome == end)
      #expect(
        site.reason == "20 pages in a row could not be read, and then the start page could not either")
      #expect(site.pages.count { $0.fetch.outcome == .ok } == 30)
      let refusals = site.pages.count { $0.fetch.outcome == outcome }
      // When the twentieth raises the doubt, one other page is under way, and two may be waiting to be read.
      #expect((20...20 + 1 + 2).contains(refusals), "\(refusals)")
      #expect(server.pages.last == "/")
      #expect(site.unread == 71 - refusals)
      #expect(site.skipped == [end.rawValue: site.unread])
      #expect(site.outcome.isPartial)
      let refused = Set(site.pages.indices.filter { site.pages[$0].fetch.outcome == outcome })
      #expect(Audit(site).issues.flatMap(\.findings).compactMap(\.page).allSatisfy { !refused.contains($0) })
    }
  }

  @Test func `in pages behind a login alone is read to the end`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      switch request.path {
      case "/robots.txt": .status(404)
      case "/": .page(links: (1...70).map { "/members/\($0)" } + ["/open"])
      case "/open": .page()
      default: .status(401)
      }
    }
    try await CrawlingTests.withSite(answering: answer) { server in
      let site = try await server.crawl("/", .quick(concurrency: 1)).site
      #expect(site.outcome == .complete)
      #expect(site.outcomes["/open"] == .ok)
      #expect(site.pages.count { $0.fetch.outcome == .blocked } == 70)
      // Three doubts, three questions.
      #expect(server.pages.count { $0 == "/" } == 4)
    }
  }
}
