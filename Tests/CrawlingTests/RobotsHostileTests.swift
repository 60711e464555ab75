// Files made to hurt. Times were taken in a release build; here it is enough that the end is reached soon.

import Testing

@testable import Crawling

@Suite(.timeLimit(.minutes(1))) struct `A hostile robots.txt` {
  private let longPath = "/" + String(repeating: "a", count: 2_047)

  @Test func `of a million rules is read as far as 500 KiB`() {
    let file = robots((0..<1_000_000).lazy.map { "Disallow: /\($0)/\n" })
    #expect(!file.allows(target: "/7/", agent: "a"))
    #expect(file.allows(target: "/999999/", agent: "a"))
  }

  @Test func `of one line is read as far as lines go`() {
    let file = robots(["Disallow: /", String(repeating: "b", count: 10_000_000)])
    #expect(file.allows(target: longPath, agent: "a"))
    #expect(!file.allows(target: "/" + String(repeating: "b", count: 20_000), agent: "a"))
  }

  @Test(arguments: [
    String(repeating: "*a", count: 120) + "*b$", String(repeating: "*a", count: 120) + "b",
    "*" + String(repeating: "a", count: 250) + "b", "*" + String(repeating: "*", count: 250) + "b",
    String(repeating: "a*", count: 120) + "$b",
  ])
  func `with a thousand patterns that nearly match is answered`(pattern: String) {
    let file = robots(repeatElement("Disallow: /\(pattern)\n", count: 1_000))
    #expect(file.allows(target: longPath, agent: "a"))
    #expect(!file.allows(target: longPath + "b$b" + String(repeating: "a", count: 200) + "b", agent: "a"))
  }

  @Test func `that would take more searching than is sensible forbids`() {
    let group = Robots.Group(allowing: repeatElement("/*aab", count: 10))
    var enough = Robots.Verdict(on: Array(longPath.utf8), stepLimit: 10 * 2_048)
    enough.apply(group)
    #expect(enough.allows)
    var tooLittle = Robots.Verdict(on: Array(longPath.utf8), stepLimit: 10 * 2_048 - 1)
    tooLittle.apply(group)
    tooLittle.apply(Robots.Group(allowing: ["/"]))
    #expect(!tooLittle.allows)
  }

  @Test func `pays nothing for rules whose beginning is another`() {
    let group = Robots.Group(allowing: ["/b*aab", "/aab", "/ab$", "/b*"])
    var verdict = Robots.Verdict(on: Array(longPath.utf8), stepLimit: 0)
    verdict.apply(group)
    #expect(verdict.allows)
  }

  @Test func `of many groups and agents is answered`() {
    let file = robots((0..<20_000).lazy.map { "user-agent: \($0 % 2 == 0 ? "a" : "b")\nallow: /\n" })
    #expect(file.allows(target: "/", agent: "a"))
    #expect(file.crawlDelay(for: "b") == nil)
  }

  @Test(arguments: 0..<8)
  func `of random octets is read`(seed: UInt64) {
    var random = SplitMix(state: seed)
    let words = [
      "user-agent", "*", "a", ":", " ", "\n", "\r", "disallow", "allow", "/", "$", "%c3", "%", "#", "\0",
    ]
    .map { Array($0.utf8) }
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...80, using: &random)).flatMap { _ -> [UInt8] in
        let word = words.randomElement(using: &random) ?? []
        return Bool.random(using: &random) ? word : [UInt8.random(in: 0...255, using: &random)]
      }
      let file = Robots(bytes)
      #expect(file.allows(target: "/", agent: "unnamed") == file.allows(target: "/", agent: "*"))
      _ = file.allows(target: String(decoding: bytes, as: UTF8.self), agent: "a")
      _ = file.crawlDelay(for: "*")
    }
  }

  /// The lines behind a user-agent line that means everybody.
  private func robots(_ lines: some Sequence<String>) -> Robots {
    Robots(lines.reduce(into: Array("user-agent: *\n".utf8)) { $0 += $1.utf8 })
  }
}

extension Robots.Group {
  fileprivate init(allowing patterns: some Sequence<String>) {
    self.init()
    for pattern in patterns { add(Array(pattern.utf8)[...], isAllow: true) }
    self = sorted
  }
}
