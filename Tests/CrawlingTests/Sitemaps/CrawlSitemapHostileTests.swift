// Sitemaps that lead a crawl round in circles, or to where it has no business.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A crawl with hostile sitemaps` {
  private typealias Answer = LoopbackServer.Answer

  private func crawl(
    _ routes: @escaping @Sendable (_ path: String, _ host: String) -> Answer?,
    _ check: (Site, LoopbackServer) throws -> Void
  ) async throws {
    try await withSite(answering: { request in
      routes(request.path, "http://\(request["host"] ?? "")")
        ?? (request.path == "/" ? .page() : .status(404))
    }) { server in
      var policy = CrawlPolicy.quick(readsSitemaps: true)
      // A busy machine may take long to make 50,000 lines before it sends the first; a second request would be counted.
      policy.trickleLimit = .seconds(60)
      try check(try await server.crawl("/", policy).site, server)
    }
  }

  private static func xml(_ text: String) -> Answer { .bytes(Array(text.utf8), type: "text/xml") }

  @Test func `ends where an index names itself`() async throws {
    try await crawl({ path, host in
      path == "/sitemap.xml" ? Self.xml(sitemapIndex(["\(host)/sitemap.xml", "\(host)/sitemap.xml#a"])) : nil
    }) { site, server in
      #expect(server.pages == ["/", "/sitemap.xml"])
      #expect(site.sitemaps.map(\.entries) == [2])
      #expect(site.outcome == .complete)
    }
  }

  @Test func `goes three levels deep`() async throws {
    try await crawl({ path, host in
      if path == "/sitemap.xml" { return Self.xml(sitemapIndex(["\(host)/1"])) }
      guard let level = Int(path.dropFirst()) else { return nil }
      return level == 2
        ? Self.xml(urlset("\(host)/a"))
        : Self.xml(sitemapIndex(["\(host)/\(level + 1)", "\(host)/\(level + 10)"]))
    }) { site, server in
      // The third level is read, and what it names only when that are pages.
      #expect(site.sitemaps.map(\.url) == ["/sitemap.xml", "/1", "/2", "/11"].map { server.url($0) })
      #expect(site.page("/a")?.isInSitemap == true)
      #expect(!server.paths.contains("/12"))
    }
  }

  @Test func `reads 200 of 50,000 files`() async throws {
    try await crawl({ path, host in
      if path == "/sitemap.xml" { return Self.xml(sitemapIndex((0..<50_000).lazy.map { "\(host)/s\($0)" })) }
      return path.hasPrefix("/s") ? .text("\(host)/") : nil
    }) { site, server in
      #expect(site.sitemaps.count == SitemapFiles.fileLimit)
      #expect(site.sitemaps.first?.entries == 50_000)
      #expect(server.paths.count { $0.hasPrefix("/s") } == SitemapFiles.fileLimit)
    }
  }

  @Test func `asks nobody else`() async throws {
    try await withSite(["*": .status(200)]) { other in
      let port = other.port
      try await crawl({ path, host in
        switch path {
        case "/robots.txt":
          .text("Sitemap: \(host)/index\nSitemap: http://127.0.0.1:\(port)/map\nSitemap: \(host)/moved")
        case "/index":
          Self.xml(
            sitemapIndex([
              "http://127.0.0.2:\(port)/a", "http://[::1]/b", "http://localhost/c", "file:///etc/passwd",
            ]))
        case "/moved": .redirect(to: "http://127.0.0.1:\(port)/elsewhere")
        default: nil
        }
      }) { site, server in
        #expect(other.connections == 0)
        #expect(site.outcome == .complete)
        #expect(site.sitemaps.count == 3)
        #expect(site.sitemaps.map(\.status) == [200, nil, 302])
        #expect(site.sitemaps[1].reason != nil)
        #expect(site.sitemaps[2].reason != nil)
      }
    }
  }

  @Test func `is not harmed by one that is broken, endless or silent`() async throws {
    let list = String(repeating: "\n", count: 1 << 20)
    try await crawl({ path, host in
      switch path {
      case "/robots.txt": .text((0..<4).map { "Sitemap: \(host)/\($0)" }.joined(separator: "\n"))
      case "/0": .raw { $0.reset() }
      case "/1": .raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnone")
      case "/2":
        .raw { connection in
          connection.send("HTTP/1.1 200 OK\r\n\r\n\(host)/x\n")
          for _ in 0..<51 { connection.send(list) }
        }
      case "/3": Self.xml("<urlset><url><loc>\(host)/y</loc></url>")
      case "/x", "/y": .page()
      default: nil
      }
    }) { site, _ in
      #expect(site.outcomes == ["/": .ok, "/x": .ok, "/y": .ok])
      #expect(site.sitemaps.map(\.status) == [nil, nil, 200, 200])
      #expect(site.sitemaps.map(\.faults) == [[], [], [.tooManyBytes], [.namespace, .malformed]])
    }
  }
}
