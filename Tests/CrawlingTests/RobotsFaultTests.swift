// What whoever wrote a robots.txt is told about it.

import Auditing
import Testing
import WebURL

@testable import Crawling

@Suite struct `The lines of a robots.txt` {
  @Test(arguments: [
    ("Disallow /a", RobotsFault.Kind.noColon), ("hello", .noColon), ("<html>", .noColon),
    ("Disalow: /a", .unknownDirective), ("useragent: a", .unknownDirective), (": /a", .unknownDirective),
    ("Disallow: a", .noPath), ("Allow: http://a.example/", .noPath), ("Disallow: /a$b", .dollarWithin),
    ("Disallow: /$/$", .dollarWithin),
  ])
  func `are at fault`(line: String, kind: RobotsFault.Kind) {
    let robots = Robots(Array("User-agent: *\r\n\r\n\(line) # why\r\nAllow: /\n".utf8))
    #expect(robots.faults == [RobotsFault(line: 3, kind: kind, text: line)])
    #expect(robots.faultCount == 1)
  }

  @Test(arguments: [
    "Disallow:", "Allow: /", "Disallow: *.php$", "Disallow: $", "ALLOW :/a", "Sitemap: x", "Crawl-delay: 1",
    "Host: a", "Clean-param: a", "Request-rate: 1", "Visit-time: 1", "Noindex: /",
    "Content-Signal: ai-train=no",
    "# Disallow", "", "   ", "User-agent:",
  ])
  func `are not at fault`(line: String) {
    #expect(Robots(Array("User-agent: *\n\(line)\n".utf8)).faults.isEmpty)
  }

  @Test func `are at fault before any user-agent line`() {
    let robots = Robots(Array("\u{FEFF}Disallow: /a\nSitemap: b\nUser-agent: *\nDisallow: /".utf8))
    #expect(robots.faults == [RobotsFault(line: 1, kind: .noAgent, text: "Disallow: /a")])
  }

  @Test(arguments: [true, false])
  func `are none in UTF-16`(isBigEndian: Bool) {
    let bytes = "\u{FEFF}User-agent: *\nDisallow: /".utf16.flatMap { unit in
      isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    let robots = Robots(bytes)
    #expect(robots.faults.first?.kind == .encoding)
    #expect(robots.allows(target: "/", agent: "a"))
  }

  @Test func `that are at fault are told as far as is sensible`() {
    let robots = Robots(Array(String(repeating: String(repeating: "é", count: 300) + "\n", count: 500).utf8))
    #expect(robots.faults.count == 100)
    #expect(robots.faultCount == 500)
    #expect(robots.faults.allSatisfy { $0.text == String(repeating: "é", count: 200) })
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `say why something is allowed or not`(end: String) throws {
    let robots = Robots(
      Array(
        [
          "# for all", "User-agent: *", "Disallow: /a  # why", "Allow: /a/b", "Allow: /c/index.html",
          "Disallow: /c",
        ]
        .joined(separator: end).utf8))
    func decision(_ path: String) throws -> Robots.Decision {
      robots.decision(on: try #require(URL("http://a.example\(path)")), agent: "Googlebot")
    }
    #expect(try decision("/a/x") == Robots.Decision(allows: false, line: 3, rule: "Disallow: /a"))
    #expect(try decision("/a/b") == Robots.Decision(allows: true, line: 4, rule: "Allow: /a/b"))
    // Google takes the index for its folder.
    #expect(try decision("/c/") == Robots.Decision(allows: true, line: 5, rule: "Allow: /c/index.html"))
    #expect(try decision("/c/d") == Robots.Decision(allows: false, line: 6, rule: "Disallow: /c"))
    #expect(try decision("/") == Robots.Decision(allows: true, line: nil, rule: nil))
    #expect(try decision("/robots.txt").line == nil)
    #expect(robots.decision(onText: "a.example/a", agent: "x").line == 3)
    #expect(robots.group(for: "Googlebot") == "*")
  }

  @Test func `that are made for work decide nothing`() {
    let lines = String(repeating: "Disallow: /*a*b\n", count: 30_000)
    let robots = Robots(Array("User-agent: a\n\(lines)".utf8))
    let decision = robots.decision(onText: "/" + String(repeating: "a", count: 2_000), agent: "a")
    #expect(decision == Robots.Decision(allows: false, line: nil, rule: nil))
    #expect(robots.group(for: "b") == nil)
  }
}
