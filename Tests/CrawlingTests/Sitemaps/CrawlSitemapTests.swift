// How a crawl finds sitemaps, and what it makes of them.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A crawl reads sitemaps` {
  private typealias Answer = LoopbackServer.Answer

  /// A server whose sitemaps name itself.
  private func withServer<Result: Sendable>(
    _ routes: @escaping @Sendable (_ path: String, _ host: String) -> Answer?,
    _ body: (LoopbackServer) async throws -> Result
  ) async throws -> Result {
    try await withSite(
      answering: { request in
        routes(request.path, "http://\(request["host"] ?? "")") ?? .status(404)
      }, body)
  }

  private static func xml(_ text: String) -> Answer { .bytes(Array(text.utf8), type: "application/xml") }

  @Test func `that robots.txt names, and asks for what they list`() async throws {
    try await withServer({ path, host in
      switch path {
      case "/robots.txt": .text("Sitemap: \(host)/map.xml\nSitemap: \(host)/map.xml\nSitemap: /other.xml")
      case "/map.xml": Self.xml(urlset("\(host)/orphan", "\(host)/a", "http://other.example/"))
      case "/": .page("/a")
      case "/a": .page("/a/b")
      case "/orphan", "/a/b": .page()
      default: nil
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.outcome == .complete)
      #expect(site.outcomes == ["/": .ok, "/a": .ok, "/a/b": .ok, "/orphan": .ok])
      #expect(site.page("/orphan")?.isInSitemap == true)
      #expect(site.page("/orphan")?.depth == nil)
      #expect(site.page("/orphan")?.referrerCount == 0)
      #expect(site.page("/a")?.isInSitemap == true)
      #expect(site.page("/a")?.depth == 1)
      #expect(site.page("/a/b")?.isInSitemap == false)
      let map = try #require(site.sitemaps.first)
      #expect(site.sitemaps.count == 1)
      #expect(map.url == server.url("/map.xml"))
      #expect(map.source == .robots)
      #expect(map.status == 200)
      #expect(map.format == .urlset)
      #expect(map.entries == 3)
      #expect(map.faults.isEmpty)
      #expect(map.isWhole)
      #expect(site.robots.first?.sitemaps == [map.url, map.url, "/other.xml"])
    }
  }

  @Test func `where they usually are when robots.txt names none`() async throws {
    try await withServer({ path, host in
      switch path {
      case "/": .page()
      case "/sitemap_index.xml": Self.xml(sitemapIndex(["\(host)/one.txt"]))
      case "/one.txt": .text("\(host)/x\n")
      case "/x": .page()
      default: nil
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.outcomes == ["/": .ok, "/x": .ok])
      #expect(site.sitemaps.map(\.source) == [.guess, .guess, .index])
      #expect(site.sitemaps.map(\.status) == [404, 200, 200])
      #expect(site.sitemaps.map(\.format) == [nil, .index, .text])
    }
  }

  @Test func `but not what is no sitemap`() async throws {
    try await withServer({ path, host in
      path == "/robots.txt" ? nil : .html("<!DOCTYPE html><title>Shop</title>")
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.outcomes == ["/": .ok])
      #expect(site.sitemaps.map(\.faults) == [[.doctype], [.doctype]])
      #expect(site.sitemaps.map(\.format) == [nil, nil])
    }
  }

  @Test(arguments: ["application/gzip", "application/octet-stream", "application/x-gzip", "application/xml"])
  func `that are gzip files`(type: String) async throws {
    try await withServer({ path, host in
      switch path {
      case "/robots.txt": .text("Sitemap: \(host)/map.xml.gz")
      case "/map.xml.gz": .bytes(gzip(Array(urlset("\(host)/x").utf8)), type: type)
      case "/", "/x": .page()
      default: nil
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.outcomes == ["/": .ok, "/x": .ok])
      #expect(site.sitemaps.first?.isWhole == true)
    }
  }

  @Test func `that are sent packed, and files that are sent packed once more`() async throws {
    try await withServer({ path, host in
      let encoding = [("Content-Encoding", "gzip")]
      let map = gzip(Array(urlset("\(host)/x").utf8))
      switch path {
      case "/robots.txt": return .text("Sitemap: \(host)/1\nSitemap: \(host)/2.gz")
      case "/1": return .bytes(map, type: "text/xml", headers: encoding)
      case "/2.gz": return .bytes(gzip(map), type: "application/gzip", headers: encoding)
      default: return .page()
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.sitemaps.map(\.isWhole) == [true, true])
    }
  }

  @Test func `with the languages they list`() async throws {
    try await withServer({ path, host in
      switch path {
      case "/sitemap.xml":
        Self.xml(
          "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:x='http://www.w3.org/1999/xhtml'>"
            + "<url><loc>\(host)/</loc><x:link rel='alternate' hreflang='de' href='\(host)/de'/></url></urlset>"
        )
      default: .page()
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.outcomes == ["/": .ok, "/de": .ok])
      #expect(site.pages.map(\.isInSitemap) == [true, true])
    }
  }

  @Test func `behind what the start page links to, whenever they come`() async throws {
    for isSlow in [false, true] {
      let isThere = Gate()
      if !isSlow { isThere.open() }
      try await withServer({ path, host in
        switch path {
        case "/robots.txt": return .text("")
        case "/sitemap.xml":
          return .dynamic { _ in
            isThere.wait()
            return Self.xml(urlset("\(host)/s", "\(host)/b"))
          }
        case "/": return .page("/a", "/b")
        case "/a": return .page("/a/deep")
        case "/b":
          isThere.open()
          return .page()
        default: return .page()
        }
      }) { server in
        let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
        #expect(Set(site.outcomes.keys) == ["/", "/a", "/b", "/a/deep", "/s"])
        #expect(site.page("/a/deep")?.depth == 2)
        let pages = server.pages.filter { $0 != "/sitemap.xml" }
        #expect(pages.prefix(1) == ["/"])
        #expect(Set(pages.prefix(3)) == ["/", "/a", "/b"])
      }
    }
  }

  @Test func `also when the limit keeps it from asking for more pages`() async throws {
    try await withServer({ path, host in
      switch path {
      case "/sitemap.xml": Self.xml(urlset("\(host)/a", "\(host)/b"))
      default: .page("/a")
      }
    }) { server in
      let site = try await server.crawl("/", .quick(maxPages: 2, readsSitemaps: true)).site
      #expect(site.outcomes == ["/": .ok, "/a": .ok])
      #expect(site.page("/a")?.isInSitemap == true)
      #expect(site.sitemaps.first?.entries == 2)
      #expect(site.outcome == .pageLimit)
    }
  }

  @Test func `wherever they were moved, five times`() async throws {
    for (redirects, isRead) in [(5, true), (6, false)] {
      try await withServer({ path, host in
        switch path {
        case "/robots.txt": .text("Sitemap: \(host)/0")
        case "/\(redirects)": Self.xml(urlset("\(host)/x"))
        case "/", "/x": .page()
        default: .redirect(to: "/\((Int(path.dropFirst()) ?? 0) + 1)")
        }
      }) { server in
        let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
        #expect((site.outcomes["/x"] == .ok) == isRead)
        #expect(site.sitemaps.map(\.status) == [isRead ? 200 : 302])
        #expect(site.sitemaps.map(\.url) == [server.url("/0")])
        #expect((site.sitemaps.first?.reason == nil) == isRead)
      }
    }
  }

  @Test func `and asks again for one whose server fails`() async throws {
    let count = Count()
    try await withServer({ path, host in
      switch path {
      case "/sitemap.xml": count.next(of: path) < 3 ? .status(503) : Self.xml(urlset("\(host)/x"))
      default: .page()
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.outcomes == ["/": .ok, "/x": .ok])
    }
    try await withServer({ path, host in
      switch path {
      case "/robots.txt": .text("Sitemap: \(host)/m")
      case "/": .page()
      default: .status(500)
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.sitemaps.map(\.status) == [500])
      #expect(site.outcome == .complete)
    }
  }

  @Test func `unless robots.txt forbids it`() async throws {
    try await withServer({ path, host in
      switch path {
      case "/robots.txt": .text("Sitemap: \(host)/no/map.xml\nuser-agent: *\ndisallow: /no")
      default: .page()
      }
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(site.sitemaps.map(\.reason) == ["robots.txt"])
      #expect(server.pages == ["/"])
    }
  }

  @Test func `unless the start page cannot be read`() async throws {
    try await withServer({ path, host in
      path == "/robots.txt" ? .text("Sitemap: \(host)/map.xml\nuser-agent: *\ndisallow: /") : .page()
    }) { server in
      let site = try await server.crawl("/", .quick(readsSitemaps: true)).site
      #expect(server.paths == ["/robots.txt"])
      #expect(site.outcome == .robotsDisallowed)
      #expect(site.sitemaps.isEmpty)
    }
  }
}
