// Which check comes when, told by a clock that the tests set.

import Auditing
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `The checks of a crawl` {
  private let start = ContinuousClock.now

  @Test func `ask a host once in two seconds, one at a time, and different hosts at once`() throws {
    var checks = try checks(of: "<a href=//a.net/1>1</a><a href=//a.net/2>2</a><a href=//b.net/>3</a>")
    #expect(take(&checks, at: start) == ["https://a.net/1", "https://b.net/"])
    #expect(checks.wait(at: start) == nil)
    read(&checks, ["https://a.net/1"], at: start + .milliseconds(300))
    #expect(checks.wait(at: start + .milliseconds(300)) == .milliseconds(1_700))
    #expect(take(&checks, at: start + .milliseconds(1_999)) == [])
    #expect(take(&checks, at: start + .seconds(2)) == ["https://a.net/2"])
    #expect(checks.running == 2)
    read(&checks, ["https://a.net/2", "https://b.net/"], at: start + .seconds(3))
    #expect(checks.isIdle)
  }

  @Test func `give the second request of a check the next turn at its host`() throws {
    var checks = try checks(of: "<a href=//a.net/1>1</a><a href=//a.net/2>2</a>")
    #expect(take(&checks, at: start) == ["https://a.net/1"])
    read(&checks, ["https://a.net/1"], .status(405), at: start)
    #expect(take(&checks, at: start + .seconds(1)) == [])
    #expect(take(&checks, at: start + .seconds(2)) == ["https://a.net/1"])
    read(&checks, ["https://a.net/1"], .status(200), at: start + .seconds(2))
    #expect(take(&checks, at: start + .seconds(4)) == ["https://a.net/2"])
  }

  @Test func `leave a host alone that asks for it`() throws {
    var checks = try checks(of: "<a href=//a.net/1>1</a><a href=//a.net/2>2</a>")
    #expect(take(&checks, at: start).count == 1)
    read(&checks, ["https://a.net/1"], .status(429, [("Retry-After", "60")]), at: start + .seconds(1))
    #expect(checks.wait(at: start + .seconds(1)) == .seconds(60))
  }

  @Test func `are hopeless once every host was asked for a while and none answers`() throws {
    let links = (1...6).map { "<a href=//h\($0).net/1>x</a><a href=//h\($0).net/2>x</a>" }.joined()
    var checks = try checks(of: links)
    let later = start + .milliseconds(500)
    #expect(!checks.isHopeless(at: later, after: .milliseconds(500)))
    let given = take(&checks, at: start)
    #expect(given.count == 6)
    read(&checks, Array(given.dropLast()), .failed(.dns), at: start)
    #expect(!checks.isHopeless(at: start + .milliseconds(499), after: .milliseconds(500)))
    #expect(checks.isHopeless(at: later, after: .milliseconds(500)), "the sixth is silent")
    read(&checks, [given[5]], .failed(.dns), at: start)
    #expect(!checks.isHopeless(at: start + .milliseconds(499), after: .milliseconds(500)))
    #expect(checks.isHopeless(at: later, after: .milliseconds(500)))
    #expect(!checks.isHopeless(at: start + .seconds(2), after: .milliseconds(500)), "they may be asked again")
  }

  @Test func `are hopeless when silent hosts leave no room for others`() throws {
    let links = (1...20).map { "<a href=//h\($0).net/>x</a>" }.joined()
    var checks = try checks(of: links)
    let given = take(&checks, at: start)
    read(&checks, Array(given.prefix(5)), .failed(.dns), at: start)
    #expect(!checks.isHopeless(at: start + .seconds(1), after: .milliseconds(500)), "others may be asked")
    #expect(take(&checks, at: start + .seconds(1)).count == 5)
    #expect(!checks.isHopeless(at: start + .milliseconds(1_499), after: .milliseconds(500)))
    #expect(checks.isHopeless(at: start + .milliseconds(1_500), after: .milliseconds(500)))
  }

  @Test func `are not hopeless once another site has answered`() throws {
    let links = (1...7).map { "<a href=//h\($0).net/1>x</a><a href=//h\($0).net/2>x</a>" }.joined()
    var checks = try checks(of: links)
    let given = take(&checks, at: start)
    read(&checks, Array(given.dropLast()), .failed(.dns), at: start)
    read(&checks, [given[6]], .status(404), at: start)
    #expect(!checks.isHopeless(at: start + .seconds(1), after: .milliseconds(500)))
  }

  @Test(arguments: [4, 5]) func `tell nothing of other sites where none is reached`(count: Int) throws {
    let links = "<img src=/a.png>" + (0...count).map { "<a href=//h\($0).net/>x</a>" }.joined()
    var checks = try checks(of: links)
    let own = checks.takeOwn(at: start)
    checks.read(try #require(own), .failed(.dns), at: start)
    read(&checks, Array(take(&checks, at: start).prefix(count)), .failed(.dns), at: start)
    let records = checks.records(naming: [try page(links)])
    let last = CheckedURL.Verdict.unchecked
    #expect(
      records.map(\.verdict)
        == (1...count).map { _ in count < 5 ? .unreachable : last } + [last, .unreachable])
    #expect(
      records.dropLast().allSatisfy { ($0.reason == "no other site could be reached") == (count == 5) })
  }

  @Test(
    arguments: [
      (.dns, true), (.connectFailed, true), (.connectTimedOut, true), (.connectRefused, false), (.tls, false),
      (.reset, false), (.timedOut, false), (.protocolError, false), (.refusedByPolicy, false),
    ] as [(TransferError.Code, Bool)])
  func `are cut off when failures may be our own, not when hosts have said something`(
    code: TransferError.Code, isCutOff: Bool
  ) throws {
    var checks = try checks(of: (1...5).map { "<a href=//h\($0).net/>x</a>" }.joined())
    for _ in 0..<2 {
      // Some are asked once more, by GET.
      read(&checks, take(&checks, at: start + .seconds(9)), .failed(code), at: start)
    }
    #expect(checks.isCutOff == isCutOff)
  }

  @Test func `are so many at once, and so many in all`() throws {
    var policy = CrawlPolicy(maxPages: 10)
    policy.mostLinkChecks = 20
    let links = (1...120).map { "<a href=//h\($0).net/>x</a>" }.joined()
    var checks = try checks(of: links, policy)
    var asked: [String] = []
    while !checks.isIdle {
      let given = take(&checks, at: start)
      #expect(given.count <= 8)
      asked += given
      read(&checks, given, at: start)
    }
    #expect(asked == (1...20).map { "https://h\($0).net/" })
    let records = checks.records(naming: [try page(links)])
    // Those beyond the limit are told, as far as they were noted.
    #expect(records.count == 100)
    #expect(records.count { $0.verdict == .ok } == 20)
    #expect(records.count { $0.verdict == .unchecked } == 80)
  }

  @Test func `keep files of the site for its own pace`() throws {
    let html = """
      <link rel=stylesheet href=/s.css><script src=//cdn.net/j.js></script><img src=/a.png>\
      <img src=//www.site.net/b.png><a href=/page>page</a>
      """
    var checks = try checks(of: html)
    #expect(take(&checks, at: start) == ["https://cdn.net/j.js"])
    var own: [String] = []
    while let url = checks.nextOwn {
      own.append(url.href)
      guard let check = checks.takeOwn(at: start) else { break }
      checks.read(check, .status(200), at: start)
    }
    #expect(
      own == ["https://site.net/s.css", "https://site.net/a.png", "https://www.site.net/b.png"])
    #expect(checks.ownRequests == 3)
    let records = checks.records(naming: [try page(html)])
    #expect(records.map(\.kind) == [.stylesheet, .script, .image, .image])
    #expect(records.map(\.isInternal) == [true, false, true, true])
  }

  @Test func `end at once where we do not go`() throws {
    let hosts = ["127.0.0.1", "localhost", "10.0.0.1", "printer.local", "[::1]", "a.net:22"]
    let html = hosts.map { "<a href=http://\($0)/>x</a>" }.joined()
    let checks = try checks(of: html)
    #expect(checks.isIdle)
    #expect(checks.records(naming: [try page(html)]).map(\.verdict) == hosts.map { _ in .refused })
  }

  @Test func `may be switched off`() throws {
    var policy = CrawlPolicy(maxPages: 10)
    policy.checksAssets = false
    let html = "<img src=/a.png><a href=//a.net/>a</a>"
    #expect(try checks(of: html, policy).records(naming: [page(html)]).map(\.kind) == [.link])
    policy.checksAssets = true
    policy.checksLinks = false
    #expect(try checks(of: html, policy).records(naming: [page(html)]).map(\.kind) == [.image])
  }

  @Test func `are told in the order of the pages, with who names them`() throws {
    let pages = try (0..<30).map { number in
      try page(
        "<a href=//a.net/\(number / 20)>x</a><img src=//a.net/0><a href=//z.net/?utm_source=\(number)>z</a>")
    }
    var checks = Checks(CrawlPolicy(maxPages: 10), egress: .publicOnly)
    // In another order than that of the pages.
    for page in pages.reversed() {
      var facts = try #require(page.facts)
      checks.add(&facts, scope: try scope)
    }
    let records = checks.records(naming: pages)
    #expect(records.map(\.address.href) == ["https://a.net/0", "https://z.net/", "https://a.net/1"])
    #expect(records.map(\.referrerCount) == [30, 30, 10])
    #expect(records.map(\.referrers) == [Array(0..<10), Array(0..<10), Array(20..<30)])
  }

  @Test func `take the word of a crawl that has read the file as a page`() throws {
    let html = "<img src=/big.png><a href=/big.png>large</a>"
    var pages = [try page(html), try page("", at: "https://site.net/big.png")]
    let checks = try checks(of: html)
    #expect(checks.records(naming: pages).map(\.verdict) == [.ok])
    pages[1].fetch = Fetch(outcome: .clientError, status: 404)
    #expect(checks.records(naming: pages).map(\.verdict) == [.broken])
    #expect(checks.records(naming: pages).map(\.status) == [404])
  }

  // MARK: -

  private var scope: Scope {
    get throws { Scope(start: try #require(URL("https://site.net/"))) }
  }

  private func page(_ html: String, at url: String = "https://site.net/") throws -> Page {
    var page = Page(address: PageAddress(try #require(URL(url))), depth: 0, fetch: Fetch(outcome: .ok))
    page.facts = try facts(html)
    return page
  }

  /// The checks of a page that holds these elements.
  private func checks(of html: String, _ policy: CrawlPolicy = CrawlPolicy(maxPages: 10)) throws -> Checks {
    var checks = Checks(policy, egress: .publicOnly)
    var facts = try facts(html)
    checks.add(&facts, scope: try scope)
    return checks
  }

  /// All that may be asked at the moment.
  private func take(_ checks: inout Checks, at moment: ContinuousClock.Instant) -> [String] {
    var urls: [String] = []
    while let check = checks.take(at: moment) { urls.append(checks.request(for: check).url.href) }
    return urls
  }

  /// Answers what is under way at these URLs.
  private func read(
    _ checks: inout Checks, _ urls: [String], _ result: Result<Response, TransferError> = .status(200),
    at moment: ContinuousClock.Instant
  ) {
    for check in checks.positionsUnderWay where urls.contains(checks.request(for: check).url.href) {
      checks.read(check, result, at: moment)
    }
  }
}
