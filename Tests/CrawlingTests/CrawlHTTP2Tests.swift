// Crawls over TLS and HTTP/2.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `A crawl over HTTP/2` {
  @Test func `reads every page, whenever the server says goodbye or ends a stream`() async throws {
    let links = (1...40).map { "<a href=/\($0)>x</a>" }.joined()
    let site = try await crawl(
      """
      keepalive_requests 7;
      location / { return 200 '<title>a</title>\(links)<a href=/broken>x</a>'; }
      location = /robots.txt { return 404; }
      location = /broken { return 444; }
      """)
    #expect(site.outcome == .complete)
    #expect(site.pages.count { $0.fetch.outcome == .ok } == 41)
    #expect(site.pages.filter { $0.fetch.outcome == .ok }.allSatisfy { $0.fetch.httpVersion == 20 })
    #expect(site.page("/broken")?.fetch.failure == .reset)
  }

  private func crawl(_ directives: String) async throws -> Site {
    try await onThread {
      Result {
        try withNginx(directives) { server in
          var egress = try Egress(allowing: "127.0.0.1:\(server.port)")
          egress.authorities = server.certificate
          let request = Site.Request(domain: server.url(), maxPages: 100)
          let crawl = try Crawl(request, policy: .quick(), egress: CrawlEgress(egress))
          return try crawl.run(progress: { _, _, _ in }, isOver: { false })
        }
      }
    }.get()
  }
}
