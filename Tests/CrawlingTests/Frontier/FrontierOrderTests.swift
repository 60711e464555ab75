// The order of requests: breadth-first, and the same however fast or slow the answers are.

import Auditing
import Testing
import WebURL

@testable import Crawling

@Suite struct `The frontier's order` {
  @Test(arguments: (0..<300).map { RandomSite(seed: $0) })
  func `is the same whatever order the answers come in`(site: RandomSite) throws {
    let alone = try site.crawl(concurrency: 1, order: 0)
    for concurrency in [2, 4, 17] {
      for order in 1...3 as ClosedRange<UInt64> {
        #expect(try site.crawl(concurrency: concurrency, order: order) == alone)
      }
    }
  }

  @Test(arguments: (0..<300).map { RandomSite(seed: $0) })
  func `is breadth-first by depth, then by discovery`(site: RandomSite) throws {
    var whole = site
    whole.maxPages = 1_000
    let record = try whole.crawl(concurrency: 3, order: site.seed)
    // The textbook's search, which knows nothing of frontiers: a list that grows at its end.
    var reached = [0]
    var index = 0
    while index < reached.count {
      let node = site.nodes[reached[index]]
      for next in (node.outcome == .redirect ? [node.target] : []) + node.links where !reached.contains(next)
      {
        reached.append(next)
      }
      index += 1
    }
    let linked = reached.filter { site.nodes[$0].outcome != .blockedByRobots }
    // Chains of more than ten redirects end early.
    guard record.requests.count >= linked.count else { return }
    #expect(Array(record.requests.prefix(linked.count)) == linked)
    #expect(Set(record.requests).count == record.requests.count)
  }

  @Test func `hands pages back as they were asked for`() throws {
    var frontier = try frontier(of: 5)
    for _ in 0..<5 { frontier.take() }
    for position in [3, 1, 2] { frontier.complete(position, Fetch(outcome: .ok), nil) }
    #expect(frontier.commit() == nil)
    frontier.complete(0, Fetch(outcome: .ok), nil)
    #expect([frontier.commit()?.position, frontier.commit()?.position] == [0, 1])
    #expect([frontier.commit()?.position, frontier.commit()?.position] == [2, 3])
    #expect(frontier.commit() == nil)
    #expect(!frontier.isIdle)
  }

  @Test func `keeps URLs that nothing links to for the end`() throws {
    var frontier = try frontier(of: 1)
    try frontier.take(expecting: 0)
    frontier.complete(0, Fetch(outcome: .ok), nil)
    _ = frontier.commit()
    try frontier.discover(7, depth: nil, .canonical)
    try frontier.discover(1, depth: 1, .link)
    try frontier.take(expecting: 1)
    #expect(frontier.next == nil, "page 1 may link to more")
    frontier.complete(2, Fetch(outcome: .ok), nil)
    #expect(frontier.next == nil, "and has not been looked at")
    _ = frontier.commit()
    try frontier.take(expecting: 7)
    #expect(frontier.depth(at: 1) == nil)
    try frontier.discover(8, depth: nil, .link)
    try frontier.discover(9, depth: nil, .hreflang)
    #expect(frontier.next == nil)
    frontier.complete(1, Fetch(outcome: .ok), nil)
    _ = frontier.commit()
    try frontier.take(expecting: 8)
  }

  @Test func `moves a URL forward when it is linked after all`() throws {
    var frontier = try frontier(of: 1)
    try frontier.take(expecting: 0)
    frontier.complete(0, Fetch(outcome: .ok), nil)
    while frontier.commit() != nil {}
    try frontier.discover(7, depth: nil, .canonical)
    try frontier.discover(8, depth: nil, .canonical)
    try frontier.discover(8, depth: 1, .link)
    try frontier.discover(8, depth: 1, .link)
    try frontier.take(expecting: 8)
    #expect(frontier.depth(at: 2) == 1)
    frontier.complete(2, Fetch(outcome: .ok), nil)
    while frontier.commit() != nil {}
    try frontier.take(expecting: 7)
    frontier.complete(1, Fetch(outcome: .ok), nil)
    while frontier.commit() != nil {}
    #expect(frontier.next == nil)
    #expect(!frontier.hasMore)
    #expect(frontier.pages().pages.map(\.isLinked) == [false, true, false])
  }

  /// A frontier that knows so many linked pages.
  private func frontier(of count: Int) throws -> Frontier {
    var frontier = Frontier(maxPages: 100, maxRequests: 1_000)
    for node in 0..<count {
      frontier.discover(try RandomSite.address(node), depth: 0, referrer: nil)
    }
    return frontier
  }
}

extension Frontier {
  /// Notes a page as named by the first one.
  fileprivate mutating func discover(_ node: Int, depth: Int?, _ reference: Page.Reference) throws {
    discover(try RandomSite.address(node), depth: depth, referrer: .init(page: 0, reference: reference))
  }

  fileprivate mutating func take(expecting node: Int) throws {
    let position = try #require(next)
    #expect(RandomSite.node(address(at: position)) == node)
    take()
  }
}
