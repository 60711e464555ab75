// What a hostile page may put into a link.

import Testing
import WebURL

@Suite struct `Any text at all` {
  private static let seeds = [
    "https://ann:secret@shop.example:8443/a/../b?x=1&y#top", "http://[2001:db8::1]:80/", "http://0x7f.1/",
    "file:///C|/x/..", "mailto:a@b.example?subject= x #y", "git:/.//a/b", "//host/%2e%2E/x",
    "\\\\host\\share", "https://österreich.xn--4ca.日本語/ü", "blob:https://a.example/1", "?q", "#f", "../..",
    "data: x #y", "https://عربى.example/", "http://क्‍ष.a/", "http://１２７．１/",
  ]

  private static let pieces = [
    "/", "\\", ":", "@", "?", "#", "[", "]", "%", "%2e", "%00", "..", ".", "xn--", "\t", "\n", " ", "\u{0}",
    "é", "א", "\u{200D}", "\u{301}", "0x", "4294967296", "file:", "https://", "C|", "::", "😀",
  ]

  @Test func `never crashes the parser, and what parses parses to itself`() {
    var random = SplitMix(state: 20_240_229)
    let bases = Self.seeds.compactMap { URL($0) }
    var parsed = 0
    for _ in 0..<200_000 {
      let text = Self.mutation(of: Self.seeds.randomElement(using: &random) ?? "", using: &random)
      guard let url = URL(text, base: Bool.random(using: &random) ? bases.randomElement(using: &random) : nil)
      else {
        continue
      }
      parsed += 1
      guard let again = URL(url.href), again.href == url.href, again.hasSameParts(as: url) else {
        Issue.record("\(text.debugDescription) parses to \(url.href), which parses differently")
        continue
      }
    }
    print("robustness: \(parsed) of 200000 mutated texts are URLs")
    #expect(parsed > 50_000)
  }

  @Test func `of great length is parsed in reasonable time`() {
    let many = 100_000
    let parts = ["../", "/", "@", "a.", "%2e/", "ü", "\t", " ", "1.", "0", "[:", ":", "xn--a.", "%", "C|/"]
    for part in parts {
      let text = String(repeating: part, count: many)
      let urls = [
        URL("https://shop.example/" + text), URL("https://" + text), URL(text + "https:"),
        URL("https://" + text + "@shop.example/"), URL("https://[" + text + "]/"), URL("note:" + text),
        URL("https://xn--" + text + ".ä/"), URL("file://" + text, base: URL("file:///a/b")),
      ]
      for case let url? in urls {
        _ = url.host?.registrableDomain
        _ = IDNA.toUnicode(url.hostname)
      }
    }
  }

  private static func mutation(of seed: String, using random: inout SplitMix) -> String {
    var bytes = Array(seed.utf8)
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
      case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 2: bytes.removeSubrange(min(place, Int.random(in: 0...bytes.count, using: &random))..<place)
      case 3: bytes.append(contentsOf: (seeds.randomElement(using: &random) ?? "").utf8)
      default: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension URL {
  fileprivate func hasSameParts(as other: URL) -> Bool {
    scheme == other.scheme && username == other.username && password == other.password && host == other.host
      && port == other.port && path == other.path && query == other.query && fragment == other.fragment
      && hasOpaquePath == other.hasOpaquePath && origin == other.origin
  }
}

/// A generator with a seed, so that a failure can be seen again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
