// A crawl of a random site by the frontier alone: requests end in an order that dice decide.

import Auditing
import Testing
import WebURL

@testable import Crawling

extension RandomSite {
  /// What a crawl came to.
  struct Record: Equatable {
    /// The pages asked for, in order; those that robots.txt forbids are in `blocked`.
    var requests: [Int] = []
    var blocked: [Int] = []
    /// Page, depth, outcome, referrers and their number, as text.
    var pages: [String] = []
    var unread = 0
    var hasMore = false
    /// The most URLs that were counted as pages at any time.
    var mostPages = 0
  }

  /// Crawls the site with so many requests under way at a time; the order decides which of them ends next.
  func crawl(concurrency: Int, order seed: UInt64, maxRequests: Int = 1_000) throws -> Record {
    var dice = Dice(seed)
    var frontier = Frontier(maxPages: maxPages, maxRequests: maxRequests)
    var record = Record()
    var underWay: [Int] = []
    frontier.discover(try Self.address(0), depth: 0, referrer: nil)
    while true {
      while underWay.count < concurrency, let position = frontier.next {
        let node = Self.node(frontier.address(at: position))
        frontier.take()
        if nodes[node].outcome == .blockedByRobots {
          record.blocked.append(node)
          frontier.complete(position, Fetch(outcome: .blockedByRobots), nil)
        } else {
          record.requests.append(node)
          underWay.append(position)
        }
      }
      record.mostPages = max(record.mostPages, frontier.pagesDone)
      if let index = underWay.indices.randomElement(using: &dice) {
        try complete(underWay.remove(at: index), in: &frontier)
      } else if frontier.isIdle, frontier.next == nil {
        break
      }
      while let (position, page) = frontier.commit() { try discover(from: page, at: position, in: &frontier) }
    }
    let (pages, unread) = frontier.pages()
    record.pages = pages.map { page in
      let referrers = page.referrers.map { "\(Self.node(pages[$0.page].address)) \($0.reference)" }
      return "\(Self.node(page.address)) \(page.depth ?? -1) \(page.fetch.outcome) "
        + "\(page.referrerCount) \(page.isLinked) \(referrers)"
    }
    record.unread = unread
    record.hasMore = frontier.hasMore
    return record
  }

  private func complete(_ position: Int, in frontier: inout Frontier) throws {
    let node = nodes[Self.node(frontier.address(at: position))]
    var fetch = Fetch(outcome: node.outcome)
    if node.outcome == .redirect { fetch.target = try Self.address(node.target) }
    frontier.complete(position, fetch, nil)
  }

  /// What the crawl does with a page once it is its turn.
  private func discover(from page: Page, at position: Int, in frontier: inout Frontier) throws {
    let node = nodes[Self.node(page.address)]
    let next = page.depth.map { $0 + 1 }
    if let target = page.fetch.target {
      frontier.discover(target, depth: next, referrer: .init(page: position, reference: .redirect))
    }
    for link in node.links {
      frontier.discover(
        try Self.address(link), depth: next, referrer: .init(page: position, reference: .link))
    }
    for mention in node.mentions {
      frontier.discover(
        try Self.address(mention), depth: nil, referrer: .init(page: position, reference: .canonical))
    }
  }
}
