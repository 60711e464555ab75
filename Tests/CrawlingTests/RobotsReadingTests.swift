// How lines are told apart and understood, and which group an agent belongs to.

import Testing

@testable import Crawling

@Suite struct `Lines of a robots.txt` {
  @Test(
    arguments: [
      "User-agent: a\nDisallow: /", "USER-AGENT:a\nDISALLOW:/", " user-agent : a \n\tdisallow\t:\t/ \n",
      "user-agent: a\rdisallow: /", "user-agent: a\r\ndisallow: /\r\n", "user-agent: a\n\n\r\n\rdisallow: /",
      "user-agent: a # us\ndisallow: / # all", "user-agent a\ndisallow /", "user-agent\ta\ndisallow \t /",
      "useragent: a\nuser agents: b\ndisalow: /", "user agent: a\ndissallow: /", "user-agent: a\ndissalow: /",
      "user-agent: a\ndiasllow: /", "user-agent: a\ndisallaw: /", "user-agents: a\ndisallowed: /",
      "user-agent: a/2.1\ndisallow: /", "user-agent: a crawler\ndisallow: /", "user-agent: A\ndisallow: /",
      "user-agent: a\nno separator here\ndisallow: /", "user-agent: a\n: nameless\ndisallow: /",
      "\u{FEFF}user-agent: a\ndisallow: /", "user-agent: a\ndisallow: /\0 with more behind",
      "user-agent: a\nuser-agent: b\ndisallow: /", "user-agent: b\nuser-agent: a\ndisallow: /",
      "user-agent: a\ncrawl-delay: 1\ndisallow: /", "user-agent: a\nsitemap: /s.xml\ndisallow: /",
      "user-agent: a\nallow: /z\nuser-agent: b\nallow: /\nuser-agent: a\ndisallow: /",
      "user-agent: *\nallow: /\nuser-agent: a\ndisallow: /", "user-agent: *\ndisallow: /",
      "user-agent: * all\ndisallow: /",
    ])
  func `these forbid`(text: String) {
    #expect(!robots(text).allows(target: "/x/y", agent: "a"))
  }

  @Test(
    arguments: [
      "", "\n", "disallow: /", "disallow: /\nuser-agent: a", "user-agent: a", "user-agent: b\ndisallow: /",
      "user-agent: ab\ndisallow: /", "user-agent: a-b\ndisallow: /", "user-agent: (a)\ndisallow: /",
      "user-agent: *a\ndisallow: /", "user-agent: */1\ndisallow: /", "user-agent:\ndisallow: /",
      "user-agent: a\n#disallow: /", "user-agent: a\ndisallow: # /", "user-agent: a\ndisallow",
      "user-agent: a\n: /",
      "user-agent: a\ndisallow / all", "user-agent: a\ndis-allow: /", "user-agent: a\n-disallow: /",
      "user-agent: a\ndis\0allow: /", "user-agent: a\n\u{FEFF}disallow: /", "user_agent: a\ndisallow: /",
      "user-agent: *\ndisallow: /\nuser-agent: a",
      "user-agent: a\nuser-agent: b\nallow: /\nuser-agent: b\ndisallow: /",
      "user-agent: a\ncrawl-delay: 1\nuser-agent: b\ndisallow: /",
      "user-agent: a\nx: y\nuser-agent: b\ndisallow: /",
      "user-agent: a\nsitemap: s\nuser-agent: *\ndisallow: /", "<!doctype html>\n<title>a: b</title>",
    ])
  func `these do not`(text: String) {
    #expect(robots(text).allows(target: "/x/y", agent: "a"))
  }

  @Test(arguments: [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0xBF]] as [[UInt8]])
  func `a byte order mark may be cut short`(mark: [UInt8]) {
    let text = Array("user-agent: a\ndisallow: /".utf8)
    #expect(!Robots(mark + text).allows(target: "/", agent: "a"))
    #expect(Robots([0xEF, 0xBF] + text).allows(target: "/", agent: "a"))
    #expect(Robots(mark + mark + text).allows(target: "/", agent: "a"))
  }

  @Test func `a name is compared whole, in ASCII, in any case`() {
    let file = robots("user-agent: News-Bot_x\ndisallow: /\nuser-agent: kelvin\ndisallow: /")
    #expect(!file.allows(target: "/", agent: "news-bot_X"))
    #expect(file.allows(target: "/", agent: "news-bot"))
    #expect(file.allows(target: "/", agent: "news-bot_x/2"))
    #expect(file.allows(target: "/", agent: "\u{212A}elvin"))
  }

  @Test func `a star asks for the group of everybody`() {
    let file = robots("user-agent: a\nallow: /\nuser-agent: *\nuser-agent: b\ndisallow: /")
    #expect(!file.allows(target: "/", agent: "*"))
    #expect(!file.allows(target: "/", agent: "b"))
    #expect(!file.allows(target: "/", agent: "c"))
    #expect(file.allows(target: "/", agent: "a"))
  }

  @Test func `of a line 16,663 octets count`() {
    let pattern = "/" + String(repeating: "x", count: 20_000)
    let kept = String(pattern.prefix(2_083 * 8 - 1 - "disallow: ".count))
    let file = robots("user-agent: *\ndisallow: \(pattern)")
    #expect(!file.allows(target: kept, agent: "a"))
    #expect(!file.allows(target: kept + "/z", agent: "a"))
    #expect(file.allows(target: String(kept.dropLast()), agent: "a"))
  }

  @Test func `what lies beyond 500 KiB is ignored, and so is the line across`() {
    let head = "user-agent: *\n"
    let last = "disallow: /"
    let filling = String(repeating: "#", count: 512_000 - head.count - last.count - 1) + "\n"
    #expect(!robots(head + filling + last).allows(target: "/public", agent: "a"))
    #expect(robots(head + filling + last + "private\n").allows(target: "/public", agent: "a"))
    #expect(robots(head + filling + "\n" + last).allows(target: "/public", agent: "a"))
  }

  private func robots(_ text: String) -> Robots { Robots(Array(text.utf8)) }
}
