// Rules about what single pages say, each by a hair.

import Testing

@testable import Auditing

@Suite struct `Rules about pages` {
  @Test func `find no fault with a good page`() throws {
    let audit = try Audit(TestSite { _ in }.site)
    #expect(audit.issues.isEmpty)
    #expect(audit.passed == Catalogue.rules.map(\.id).sorted())
  }

  @Test(arguments: [
    ("<h1>a</h1>", []), ("<h1><img alt=a></h1>", []), ("<h1 aria-label=a></h1>", []),
    ("<div role=heading aria-level=1>a</div>", []), ("<h1><svg><title>a</title></svg></h1>", []),
    ("", ["h1-missing"]), ("<h1> </h1>", ["h1-missing"]), ("<h1><img alt=''></h1>", ["h1-missing"]),
    ("<h2>a</h2>", ["h1-missing"]), ("<div role=heading>a</div>", ["h1-missing"]),
    ("<h1></h1><h1>a</h1>", []),
    ("<template><h1>a</h1></template>", ["h1-missing"]), ("<h1>a</h1><h1>b</h1>", ["h1-multiple"]),
    ("<h1>a</h1><section><h1>a</h1></section>", ["h1-multiple"]),
    ("<h1>a</h1><p role=heading aria-level=1>b</p>", ["h1-multiple"]),
    ("<h1>a</h1><p role=heading aria-level=2>b</p>", []),
  ])
  func `ask for one main heading`(heading: String, faults: [String]) throws {
    #expect(
      try TestSite {
        $0.heading = heading; $0.words = 300
      }.faults == faults)
  }

  @Test func `show the first main headings`() throws {
    let site = try TestSite { $0.heading = (1...7).map { "<h1>h\($0)</h1>" }.joined() }
    #expect(site.evidence("h1-multiple")?.text == "7: h1 | h2 | h3 | h4 | h5")
    let long = try TestSite {
      $0.heading = String(repeating: "<h1>\(String(repeating: "x", count: 150))</h1>", count: 2)
    }
    #expect(long.evidence("h1-multiple")?.text.count == 200)
  }

  @Test(arguments: [
    (200, nil), (199, Severity.notice), (50, .notice), (49, .warning), (1, .warning),
  ])
  func `ask for two hundred words, and louder for fifty`(words: Int, severity: Severity?) throws {
    let site = try TestSite { $0.words = words }
    #expect(Audit(site.site).issues.first?.severity == severity)
    #expect(site.faults == (severity == nil ? [] : ["thin-content"]))
    #expect(
      site.evidence("thin-content")?.text
        == (severity == nil ? nil : "\(words) \(words == 1 ? "word" : "words")"))
  }

  @Test func `count no words of scripts, styles and navigation`() throws {
    let more = Array(repeating: "word", count: 300).joined(separator: " ")
    let site = try TestSite {
      $0.words = 199; $0.body = "<script>\(more)</script><style>\(more)</style><nav>\(more)</nav>"
    }
    #expect(site.faults == ["thin-content"])
  }

  @Test(
    arguments: [
      (2_097_152, false, nil), (2_097_153, false, "2097153 bytes"),
      (2_097_153, true, "2097153 bytes read, and more"),
    ] as [(Int, Bool, String?)])
  func `allow two mebibytes`(bytes: Int, isTruncated: Bool, evidence: String?) throws {
    var site = try TestSite { _ in }
    site.pages[0].fetch.decodedBytes = bytes
    site.pages[0].fetch.isTruncated = isTruncated
    #expect(site.evidence("html-over-2mb")?.text == evidence)
    site.pages[0].facts?.robots.add(meta: "noindex")
    #expect(site.evidence("html-over-2mb")?.text == evidence)
  }

  @Test(arguments: [
    ("<img src=a>", true), ("<img src=a alt=''>", false), ("<img src=a alt>", false),
    ("<img src=a alt=a>", false),
    ("<img src=a aria-hidden=TRUE>", false), ("<img src=a role=presentation>", false),
    ("<img src=a title=a>", false),
    ("<img src=a aria-label=a>", false), ("<img src=a aria-labelledby=a>", false),
    ("<noscript><img src=a></noscript>", false),
  ])
  func `ask for words to images, which may be none`(image: String, isFault: Bool) throws {
    let site = try TestSite { $0.body = image }
    #expect(site.faults == (isFault ? ["image-alt-missing"] : []))
  }

  @Test func `show the first ten images`() throws {
    let images = (1...12).map { "<img src=i\($0).png>" }.joined()
    let site = try TestSite {
      $0.body = "<img alt=''><img><img src='data:,\(String(repeating: "x", count: 900))'>" + images
    }
    let evidence = try #require(site.evidence("image-alt-missing"))
    #expect(evidence.text == "14 of 15 images")
    #expect(evidence.urls.count == 10)
    #expect(evidence.urls.first == "(no src)" && evidence.urls.last == "i8.png")
    #expect(evidence.urls.allSatisfy { $0.count <= 200 })
  }

  @Test(arguments: [nil, "", " ", "&#9;"])
  func `ask for a language`(lang: String?) throws {
    #expect(try TestSite { $0.lang = lang }.faults == ["lang-missing"])
  }

  @Test(arguments: [nil, "", " "])
  func `ask for a viewport`(viewport: String?) throws {
    #expect(try TestSite { $0.viewport = viewport }.faults == ["viewport-missing"])
  }

  @Test func `ask for a canonical URL, of whatever kind`() throws {
    #expect(try TestSite { $0.canonical = nil }.faults == ["canonical-missing"])
    var site = try TestSite()
    try site.page("a", GoodPage { $0.canonical = nil }.html, headers: [("Link", "<a>; rel=canonical")])
    #expect(site.faults == [])
    #expect(try TestSite { $0.canonical = "../a" }.faults == [])
  }

  @Test(
    arguments: [
      ("noindex", "noindex"), ("None, noarchive", "none, noarchive"), ("max-image-preview:none", nil),
      ("nofollow", nil),
    ] as [(String, String?)])
  func `notice pages kept out of the index`(content: String, evidence: String?) throws {
    let site = try TestSite { $0.head = "<meta name=Robots content='\(content)'>" }
    #expect(site.faults == (evidence == nil ? [] : ["noindex"]))
    #expect(site.evidence("noindex")?.text == evidence)
  }

  @Test func `notice headers that keep pages out of the index, metas or not`() throws {
    var site = try TestSite()
    try site.page(
      "a", GoodPage { $0.head = "<meta name=robots content=index>" }.html,
      headers: [("X-Robots-Tag", "noindex")])
    #expect(site.faults == ["noindex"])
  }
}
