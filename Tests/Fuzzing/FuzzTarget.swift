// What is given accidents to read, and what must hold for whatever it reads: shared by the fuzzer, which looks for
// accidents that break it, and by the tests, which replay those that did.

import HTML
import WebURL

@testable import Auditing
@testable import Crawling

/// A part of the crawler that reads what others wrote.
enum FuzzTarget: String, CaseIterable, Sendable {
  /// URLs, relative ones too, and domains.
  case url
  /// robots.txt, with a path to decide on.
  case robots
  /// Sitemaps, in two pieces.
  case sitemap
  /// HTML, from encoding and nesting to the facts of a page.
  case html
  /// `Link` headers.
  case link

  /// Reads some bytes; traps when something does not hold.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .url: Self.readURL(bytes)
    case .robots: Self.readRobots(bytes)
    case .sitemap: Self.readSitemap(bytes)
    case .html: Self.readPage(bytes, [])
    case .link:
      Self.readPage(Array("<!doctype html><p>".utf8), [("Link", String(decoding: bytes, as: UTF8.self))])
    }
  }

  private static let base = URL("https://example.com/a/b?c#d")
  private static let scope = base.map { Scope(start: $0) }

  /// A URL says the same when it is parsed again, and a domain in ASCII stays as it is.
  private static func readURL(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for url in [URL(text), base.flatMap { URL(text, base: $0) }] {
      guard let url else { continue }
      guard let again = URL(url.href) else { fatalError("\(url.href) is no URL any more") }
      precondition(again.href == url.href, "\(url.href) became \(again.href)")
      let address = PageAddress(url)
      precondition(PageAddress(address.url) == address, "\(url.href) has another key when asked again")
      _ = (url.origin, url.host?.registrableDomain, scope?.contains(url))
    }
    if let ascii = IDNA.toASCII(text) { _ = (IDNA.toUnicode(ascii), IDNA.toASCII(ascii)) }
  }

  /// A decision and its short form agree; the line that decides is in the file.
  private static func readRobots(_ bytes: [UInt8]) {
    let robots = Robots(bytes)
    let path = "/" + String(decoding: bytes.suffix(40), as: UTF8.self)
    for agent in ["Googlebot", "*", "a"] {
      let decision = robots.decision(onText: path, agent: agent)
      precondition(decision.allows == robots.allows(target: path.robotsTarget, agent: agent))
      precondition(decision.line == nil || decision.rule?.isEmpty == false, "the line that decides is empty")
      if let delay = robots.crawlDelay(for: agent) { precondition(delay >= 0 && delay.isFinite) }
    }
    precondition(robots.faults.count <= Robots.faultLimit && robots.faults.count <= robots.faultCount)
  }

  /// A sitemap says the same in one piece and in two.
  private static func readSitemap(_ bytes: [UInt8]) {
    var whole = SitemapReader(byteLimit: 1 << 20)
    whole.read(bytes[...])
    let content = whole.finish()
    var halves = SitemapReader(byteLimit: 1 << 20)
    let middle = bytes.count / 2
    halves.read(bytes[..<middle])
    halves.read(bytes[middle...])
    let again = halves.finish()
    precondition(again == content, "in two pieces it is another sitemap")
    precondition(content.entries.count <= content.count)
    precondition(content.entries.allSatisfy { !$0.location.isEmpty })
  }

  private static func readPage(_ bytes: [UInt8], _ headers: [(String, String)]) {
    guard let base, let scope else { return }
    let document = Document(bytes, charset: nil)
    let facts = PageFacts(document, at: base, headers: headers, scope: scope)
    precondition(facts.links.count <= 5_000)
  }
}
