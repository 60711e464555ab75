// A second crawl of a site whose pages an earlier one has kept.

import Auditing
import Fixtures
import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `A crawl of a site that was crawled before` {
  private typealias Answer = LoopbackServer.Answer
  private typealias Received = LoopbackServer.Received

  /// A site of three pages, whose page `/p` answers as told in the first crawl and in the second.
  private func crawlTwice(
    first: @escaping @Sendable (Received) -> Answer, second: @escaping @Sendable (Received) -> Answer,
    between change: ([String: KeptPage]) -> [String: KeptPage] = { $0 },
    _ check: (_ first: Site, _ second: Site, _ asked: [Received], PageCache) throws -> Void
  ) async throws {
    let isSecond = Gate()
    try await withSite(
      answering: { request in
        switch request.path {
        case "/p": isSecond.isOpen ? second(request) : first(request)
        case "/": .page("/p", "/q")
        case "/robots.txt": .status(404)
        default: .page()
        }
      }
    ) { server in
      let before = try await server.crawl(cache: PageCache())
      isSecond.open()
      let count = server.requests.count
      let after = try await server.crawl(cache: PageCache(change(try #require(before.cache).fresh)))
      let asked = server.requests.dropFirst(count).filter { $0.path == "/p" }
      try check(before.site, after.site, asked, try #require(after.cache))
    }
  }

  private static let tag = ("ETag", "\"1\"")

  private static func text(_ page: Page?) -> String {
    guard var page else { return "" }
    (page.fetch.firstByteSeconds, page.fetch.totalSeconds) = (nil, nil)
    return "\(page)"
  }

  @Test(
    arguments: [
      [("ETag", "\"1\"")], [("ETag", "W/\"1\""), ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")],
      [("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Date", "Sun, 06 Nov 1994 08:49:38 GMT")],
      [("ETag", "\"1\""), ("X-Robots-Tag", "noindex"), ("Link", "</p>; rel=canonical")],
    ])
  func `asks whether a page has changed, and takes 304 for the whole`(headers: [(String, String)])
    async throws
  {
    try await crawlTwice(
      first: { _ in .page("/q", headers: headers + [("Content-Language", "en")]) },
      second: { _ in .status(304, headers: headers) }
    ) { first, second, asked, cache in
      #expect(asked.count == 1)
      for (name, condition) in [("etag", "if-none-match"), ("last-modified", "if-modified-since")] {
        #expect(asked[0][condition] == headers.first { $0.0.lowercased() == name }?.1)
      }
      #expect(Self.text(second.page("/p")) == Self.text(first.page("/p")))
      #expect(second.page("/p")?.facts != nil && second.outcomes == first.outcomes)
      #expect(cache.confirmed.count == 1 && cache.fresh.isEmpty)
    }
  }

  @Test func `reads a page that has changed`() async throws {
    try await crawlTwice(
      first: { _ in .page("/q", headers: [Self.tag]) },
      second: { _ in .page("/r", headers: [("ETag", "\"2\"")]) }
    ) { _, second, asked, cache in
      #expect(asked.map { $0["if-none-match"] } == ["\"1\""])
      #expect(second.page("/p")?.facts?.links.map(\.address.path) == ["/r"])
      #expect(second.outcomes["/r"] == .ok)
      #expect(cache.fresh.values.map(\.validators.etag) == ["\"2\""] && cache.confirmed.isEmpty)
    }
  }

  @Test(
    arguments: [
      ("another tag", [("ETag", "\"2\"")]), ("a header that declares", [("X-Robots-Tag", "noindex")]),
      ("a link", [("Link", "</q>; rel=canonical")]),
    ])
  func `asks in full when 304 says something else`(name: String, headers: [(String, String)]) async throws {
    try await crawlTwice(
      first: { _ in .page("/q", headers: [Self.tag]) },
      second: { $0["if-none-match"] == nil ? .page("/r", headers: headers) : .status(304, headers: headers) }
    ) { _, second, asked, _ in
      #expect(asked.map { $0["if-none-match"] } == ["\"1\"", nil])
      #expect(second.page("/p")?.facts?.links.map(\.address.path) == ["/r"])
    }
  }

  @Test(arguments: [[], [0x1F, 0x8B], Array("nonsense".utf8)] as [[UInt8]])
  func `asks in full when what was kept cannot be read`(record: [UInt8]) async throws {
    try await crawlTwice(
      first: { _ in .page("/q", headers: [Self.tag]) },
      second: { $0["if-none-match"] == nil ? .page("/r", headers: [Self.tag]) : .status(304) },
      between: { $0.mapValues { KeptPage(validators: $0.validators, record: record) } }
    ) { _, second, asked, cache in
      #expect(asked.map { $0["if-none-match"] } == ["\"1\"", nil])
      #expect(second.page("/p")?.facts?.links.map(\.address.path) == ["/r"])
      #expect(cache.fresh.count == 1)
    }
  }

  @Test func `asks once more when 304 comes without a question, and no more than that`() async throws {
    let answers: [Answer] = [.status(304), .page("/r")]
    for isEver in [false, true] {
      let count = Count()
      try await crawlTwice(
        first: { _ in .page("/q") },
        second: { _ in isEver ? .status(304) : answers[min(count.next(of: "p"), 2) - 1] }
      ) { _, second, asked, _ in
        #expect(asked.map { $0["if-none-match"] } == [nil, nil])
        #expect(second.outcomes["/p"] == (isEver ? .redirect : .ok))
      }
    }
  }

  @Test(
    arguments: [
      [("ETag", "1")], [("ETag", "\"a\u{1}\"")], [("ETag", "\"a\"b\"")], [("ETag", "")],
      [("Last-Modified", "yesterday"), ("Date", "Sun, 06 Nov 1994 08:49:38 GMT")],
      // It may have changed in the second in which it was read.
      [("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")],
      [("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")],
    ])
  func `does not ask by what is no validator`(headers: [(String, String)]) async throws {
    try await crawlTwice(
      first: { _ in .page("/q", headers: headers) }, second: { _ in .page("/q", headers: headers) }
    ) { _, second, asked, cache in
      #expect(asked.count == 1)
      #expect(asked[0]["if-none-match"] == nil && asked[0]["if-modified-since"] == nil)
      #expect(second.outcomes["/p"] == .ok && cache.fresh.isEmpty)
    }
  }

  @Test func `asks with the same condition after an answer that was none`() async throws {
    let count = Count()
    try await crawlTwice(
      first: { _ in .page("/q", headers: [Self.tag]) },
      second: { _ in count.next(of: "p") == 1 ? .status(500) : .status(304) }
    ) { _, second, asked, cache in
      #expect(asked.map { $0["if-none-match"] } == ["\"1\"", "\"1\""])
      #expect(second.outcomes["/p"] == .ok && cache.confirmed.count == 1)
    }
  }

  @Test func `keeps no more than there is room for`() {
    var cache = PageCache(capacity: 10)
    let page = { KeptPage(validators: .init(etag: "\"1\""), record: Array(repeating: 0, count: $0)) }
    for (name, bytes) in [("a", 6), ("b", 6), ("c", 4), ("d", 1)] {
      guard let url = URL("https://example.com/\(name)") else { continue }
      cache.keep(PageAddress(url), page(bytes))
    }
    #expect(cache.fresh.keys.sorted() == ["https://example.com/a", "https://example.com/c"])
  }
}
