// The same site gives the same result, however fast its answers are.

import Auditing
import Fixtures
import Testing
import Transfer

@testable import Crawling

@Suite struct `The same site` {
  /// A site of some two hundred URLs of every kind; each answer takes some milliseconds, at random.
  private static let answer: @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer = { request in
    let answer = page(request.path)
    return .dynamic { _ in
      Gate().wait(milliseconds: .random(in: 0...6))
      return answer
    }
  }

  private static func page(_ path: String) -> LoopbackServer.Answer {
    guard path != "/robots.txt" else { return .text("user-agent: *\ndisallow: /*7") }
    let number = Int(path.dropFirst()) ?? 1
    switch number % 11 {
    case 3: return .redirect(301, to: "/\(number * 3 % 256)")
    case 5: return .status(404)
    case 8: return .bytes([1, 2, 3], type: "image/png")
    default:
      let links = (1...5).map { "/\((number * 5 + $0 * $0) % 256)" }
      return .page(
        links: links,
        head:
          "<link rel=canonical href=/\(300 + number % 50)><link rel=alternate hreflang=de href=/\(400 + number % 9)>"
      )
    }
  }

  @Test(arguments: [25, 90, 1_000])
  func `is read the same five times over`(limit: Int) async throws {
    try await withSite(answering: Self.answer) { server in
      let first = try await server.crawl("/1", .quick(maxPages: limit, concurrency: 1)).site
      #expect(first.outcome == (limit < 1_000 ? .pageLimit : .complete))
      for concurrency in [2, 4, 4, 8, 16] {
        let again = try await server.crawl("/1", .quick(maxPages: limit, concurrency: concurrency)).site
        #expect(again.text == first.text)
      }
    }
  }
}

extension Site {
  /// All of the site but what depends on the clock.
  var text: [String] {
    let pages = pages.map { page in
      var page = page
      page.fetch.firstByteSeconds = nil
      page.fetch.totalSeconds = nil
      return "\(page)"
    }
    return ["\(start.href) \(outcome) \(reason ?? "") \(unread) \(robots)"] + pages
  }
}
