// Where redirects end.

import Testing

@testable import Auditing

@Suite struct `A chain of redirects` {
  @Test func `ends at a page`() throws {
    let chain = try chain(["a": "b", "b": "c", "c": nil])
    #expect(chain.end == .page(2))
    #expect(chain.keys == ["https://example.com/a", "https://example.com/b", "https://example.com/c"])
  }

  @Test func `of no redirect is the page itself`() throws {
    #expect(try chain(["a": nil]).end == .page(0))
    #expect(try chain(["a": nil]).keys == ["https://example.com/a"])
  }

  @Test func `ends at a page whatever it answers`() throws {
    var site = try TestSite()
    try site.redirect("a", to: "b")
    try site.answer("b", .clientError, status: 404)
    #expect(site.site.redirects.map(\.end) == ["client_error"])
  }

  @Test func `ends unread at what the crawl has not read`() throws {
    let chain = try chain(["a": "https://example.org/"])
    #expect(chain.end == .unread)
    #expect(chain.keys == ["https://example.com/a", "https://example.org/"])
  }

  @Test func `ends without a usable Location`() throws {
    var site = try TestSite()
    try site.redirect("a", to: "b")
    try site.redirect("b", to: nil)
    #expect(site.site.redirects.map(\.end) == ["invalid", "invalid"])
  }

  @Test(arguments: [1, 2, 9, 10])
  func `may have ten hops`(hops: Int) throws {
    let chain = try line(hops)
    #expect(chain.end == .page(hops))
    #expect(chain.keys.count == hops + 1)
  }

  @Test(arguments: [11, 12, 50, 99, 100, 101, 500])
  func `is too long with eleven`(hops: Int) throws {
    let chain = try line(hops)
    #expect(chain.end == .tooLong)
    #expect(chain.keys.count == 12)
  }

  @Test(arguments: [1, 2, 3, 10, 11, 12, 40])
  func `that comes back is a loop of any length`(length: Int) throws {
    var site = try TestSite()
    for hop in 0..<length { try site.redirect("p\(hop)", to: "p\((hop + 1) % length)") }
    #expect(site.site.redirects.map(\.end) == Array(repeating: "loop", count: length))
    let chain = try #require(site.site.redirects.first?.chain)
    #expect(chain.keys.count == length + 1)
    #expect(chain.keys.first == chain.keys.last)
  }

  @Test(arguments: [1, 2, 3])
  func `may run into a loop that it is no part of`(length: Int) throws {
    var site = try TestSite()
    try site.redirect("tail", to: "tail2")
    try site.redirect("tail2", to: "p0")
    for hop in 0..<length { try site.redirect("p\(hop)", to: "p\((hop + 1) % length)") }
    let chain = try #require(site.site.redirects.first?.chain)
    #expect(chain.end == .loop)
    #expect(chain.keys.count == length + 3)
    #expect(chain.keys.last == "https://example.com/p0")
  }

  @Test func `loops by key, though the URL is written otherwise`() throws {
    let chain = try chain(["a": "%61?utm_source=x#f"])
    #expect(chain.end == .loop)
  }

  @Test(.timeLimit(.minutes(1))) func `is not followed to its end from each of its hops`() throws {
    var site = try TestSite()
    for hop in 0..<5_000 { try site.redirect("p\(hop)", to: "p\(hop + 1)") }
    let ends = site.site.redirects
    #expect(ends.count == 5_000 && ends.allSatisfy { $0.chain.keys.count <= 12 })
  }

  private func chain(_ hops: KeyValuePairs<String, String?>) throws -> RedirectChain {
    var site = try TestSite()
    for (page, target) in hops {
      if let target { try site.redirect(page, to: target) } else { try site.page(page, "") }
    }
    return site.chain(from: 0)
  }

  private func line(_ hops: Int) throws -> RedirectChain {
    var site = try TestSite()
    for hop in 0..<hops { try site.redirect("p\(hop)", to: "p\(hop + 1)") }
    try site.page("p\(hops)", "")
    return site.chain(from: 0)
  }
}
