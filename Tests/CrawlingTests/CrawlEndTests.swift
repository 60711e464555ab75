// How a crawl ends that could go on for ever: by its limit, by its time, at once when it is told.

import Auditing
import Fixtures
import Synchronization
import Testing
import Transfer

@testable import Crawling

@Suite struct `A crawl without an end` {
  @Test(arguments: [1, 7, 30])
  func `through a calendar stops at its limit`(limit: Int) async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path != "/robots.txt" else { return .status(404) }
      let month = Int(request.path.split(separator: "=").last ?? "") ?? 0
      return .page("/calendar?month=\(month + 1)", "/calendar?month=\(month - 1)")
    }
    try await withSite(answering: answer) { server in
      let site = try await server.crawl("/", .quick(maxPages: limit)).site
      #expect(server.pages.count == limit)
      #expect(site.outcome == .pageLimit)
      #expect(site.unread > 0)
    }
  }

  @Test func `among random URLs stops at its limit`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path != "/robots.txt" else { return .status(404) }
      return .page(links: (1...50).map { _ in "/\(UInt64.random(in: 0...UInt64.max))" })
    }
    try await withSite(answering: answer) { server in
      let site = try await server.crawl("/", .quick(maxPages: 40)).site
      #expect(server.pages.count == 40)
      #expect(site.pages.count == 40)
    }
  }

  @Test func `through redirects alone stops at the limit of requests`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      switch request.path {
      case "/": .page(links: (1...1_000).map { "/r\($0)" })
      case let path where path.hasPrefix("/r") && path != "/robots.txt": .redirect(to: "/")
      default: .status(404)
      }
    }
    try await withSite(answering: answer) { server in
      let site = try await server.crawl("/", .quick(maxPages: 20)).site
      #expect(server.pages.count == 160)
      #expect(site.outcome == .pageLimit)
    }
  }

  @Test(arguments: [1, 2, 3, 10])
  func `keeps what it has when the time is up`(turns: Int) async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      .page(links: (1...5).map { "\(request.path)\($0)" })
    }
    try await withSite(answering: answer) { server in
      let crawled = try await server.crawl("/", .quick(maxPages: 10_000)) { $0 >= turns }
      let site = try crawled.site
      #expect(site.outcome == .timeLimit)
      #expect(site.pages.allSatisfy { $0.fetch.outcome == .ok && $0.facts != nil })
      #expect(crawled.secondsToStop < 1)
    }
  }

  @Test(arguments: ["/robots.txt", "/", "/slow"])
  func `stops at once while a server is silent`(path: String) async throws {
    let isReached = Gate()
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      if request.path == path {
        isReached.open()
        return .silence
      }
      return request.path == "/robots.txt" ? .status(404) : .page("/slow")
    }
    try await withSite(answering: answer) { server in
      let crawled = try await server.crawl("/") { _ in isReached.isOpen }
      #expect(try crawled.site.outcome == .timeLimit)
      #expect(crawled.secondsToStop < 1)
    }
  }

  @Test func `stops at once while it waits for its turn`() async throws {
    let isReached = Gate()
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      guard request.path == "/a" else { return .page("/a", "/b") }
      isReached.open()
      return .status(503, headers: [("Retry-After", "3600")])
    }
    try await withSite(answering: answer) { server in
      var policy = CrawlPolicy.quick(concurrency: 1)
      policy.patience = .seconds(3_600)
      let crawled = try await server.crawl("/", policy) { _ in isReached.isOpen }
      let site = try crawled.site
      #expect(site.outcome == .timeLimit)
      #expect(site.pages.map(\.address.path) == ["/"])
      #expect(site.unread == 2)
      #expect(crawled.secondsToStop < 1)
    }
  }

  @Test func `does not begin when it is over already`() async throws {
    try await withSite(["*": .page()]) { server in
      let site = try await server.crawl("/") { _ in true }.site
      #expect(site.outcome == .timeLimit)
      #expect(site.pages.isEmpty)
      #expect(server.connections == 0)
    }
  }

  @Test func `sleeps while it waits`() async throws {
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      switch request.path {
      case "/robots.txt": .status(404)
      case "/": .page("/failing", "/slow")
      case "/failing": .status(500)
      default:
        .raw { connection in
          // Until the retry has been due for a while.
          connection.pause(300)
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
      }
    }
    try await withSite(answering: answer) { server in
      let crawled = try await server.crawl("/", .quick(concurrency: 2))
      #expect(try crawled.site.outcomes == ["/": .ok, "/failing": .serverError, "/slow": .ok])
      let one = try await server.crawl("/", .quick(concurrency: 1))
      #expect(try one.site.outcome == .complete)
      #expect(crawled.turns < 600)
      #expect(one.turns < 600)
    }
  }

  @Test func `asks a stranger one by one at first, and reads all the same`() async throws {
    let underWay = Mutex((now: 0, most: 0, first: [Int]()))
    let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
      .raw { connection in
        underWay.withLock { state in
          state.now += 1
          state.most = max(state.most, state.now)
          state.first.append(state.now)
        }
        connection.pause(20)
        underWay.withLock { $0.now -= 1 }
        let body = (1...30).map { "<a href=/\($0)>x</a>" }.joined()
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n\(body)")
      }
    }
    try await withSite(answering: answer) { server in
      var policy = CrawlPolicy.quick()
      policy.isOwnSite = false
      policy.requestsPerSecond = nil
      let site = try await server.crawl("/", policy).site
      #expect(site.pages.count == 31)
      #expect(site.outcome == .complete)
      // robots.txt and the start page alone; then more, but never more than four.
      underWay.withLock { state in
        #expect(state.first.prefix(2) == [1, 1])
        #expect((2...4).contains(state.most))
      }
    }
  }

  @Test(arguments: [true, false])
  func `keeps to its pace without looking at the clock all the time`(isFailing: Bool) async throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/": .page("/1", "/2", "/3", "/4"), "*": isFailing ? .status(500) : .page(),
    ]
    try await withSite(["/robots.txt": .status(404)].merging(routes) { $1 }) { server in
      var policy = CrawlPolicy.quick()
      policy.requestsPerSecond = 25
      let crawled = try await server.crawl("/", policy)
      let requests = server.pages.count
      #expect(requests == (isFailing ? 13 : 5))
      #expect(try crawled.site.timing.seconds >= 0.04 * Double(requests - 1))
      #expect(crawled.turns < 600)
    }
  }
}
