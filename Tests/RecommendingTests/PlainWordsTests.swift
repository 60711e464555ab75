// What is taken out of a model's text, and what is not.

import Testing

@testable import Recommending

@Suite struct `A model's words` {
  @Test(arguments: [
    "http://evil.example/x", "https://evil.example", "HTTPS://EVIL.EXAMPLE", "(https://evil.example)",
    "ftp://x",
    "www.evil.example", "evil.example", "evil.example.", "evil.example,", "evil.com/login?next=1",
    "\"evil.com\"",
    "mailto:eve@evil.example", "eve@evil.example", "<eve@evil.example>", "javascript:alert(1)",
    "tel:+4912345",
    "data:text/html,x", "[x](https://evil.example)", "evil\u{200B}.example", "ev\u{AD}il.com",
    "xn--80ak6aa92e.com",
    "пример.рф", "hxxp://evil", "sub.evil.co.uk:8080", "notexample.com", "example.com.evil.example",
    "a/evil.com",
  ])
  func `lose addresses`(word: String) {
    #expect(PlainWords("Look at \(word) now", site: "example.com").text == "Look at [address left out] now")
  }

  @Test(arguments: [
    "robots.txt", "sitemap.xml", "/about", "/img/logo.png", "index.html", "e.g.", "i.e.", "1.1", "HTTP/1.1",
    "Next.js",
    "schema.org", "example.com", "www.example.com", "EXAMPLE.com", "@type", "@context", "and/or",
    "meta[name=robots]",
    "3.5%", "…", "title,", "U.S.", "h1", "\"noindex,follow\"", "<title>", "application/ld+json", "sentence.",
    "...",
    "wait...what", "100.000",
  ])
  func `keep what is none`(word: String) {
    #expect(PlainWords("Look at \(word) now", site: "example.com").text == "Look at \(word) now")
  }

  @Test func `are one line of what people see`() {
    #expect(PlainWords(" a\r\n\tb\u{0}c \u{202E}d\u{1B}[2J ", site: "").text == "a bc d[2J")
    #expect(PlainWords("a\u{E0041}\u{E0042}b\u{FEFF}\u{2066}c", site: "").text == "abc")
    #expect(PlainWords(" \u{200B} ", site: "").text == "")
  }
}
