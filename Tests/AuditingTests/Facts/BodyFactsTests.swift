// What a page's body says: headings, images and numbers.

import Testing

@testable import Auditing

@Suite struct `The body of a page` {
  @Test(arguments: [
    ("<h1>a</h1><h3> b  c </h3>", ["1 a", "3 b c"]), ("<h1><img alt=a></h1>", ["1 a"]),
    ("<h1><img></h1>", ["1 "]),
    ("<h1 aria-label=a>b</h1>", ["1 a"]), ("<div role=heading aria-level=1>a</div>", ["1 a"]),
    ("<div role=heading>a</div>", ["2 a"]), ("<div role=heading aria-level=4>a</div>", ["4 a"]),
    ("<div role=heading aria-level=9>a</div>", ["6 a"]), ("<div role=heading aria-level=0>a</div>", ["2 a"]),
    ("<div role=heading aria-level=-1>a</div>", ["2 a"]), ("<div role=heading aria-level=x>a</div>", ["2 a"]),
    ("<div role=heading aria-level=''>a</div>", ["2 a"]),
    ("<div role=heading aria-level=' 1 '>a</div>", ["1 a"]),
    ("<div role=heading aria-level=1.0>a</div>", ["1 a"]),
    ("<div role=heading aria-level=99999999999999999999>a</div>", ["2 a"]),
    ("<div aria-level=1>a</div>", []), ("<div role='note heading'>a</div>", []),
    ("<h2 role=heading aria-level=1>a</h2>", ["1 a"]),
    ("<h2 aria-level=1>a</h2>", ["2 a"]), ("<h1 role=heading aria-level=2>a</h1>", ["1 a"]),
    ("<h7>a</h7>", []),
    ("<svg><h1>a</h1></svg>", ["1 a"]), ("<template><h1>a</h1></template>", []),
    ("<body><noscript><h1>a</h1></noscript><h1>b</h1>", ["1 b"]), ("<h1>a<br>b</h1>", ["1 a b"]),
    ("<body><noscript><noscript></noscript><h1>a</h1></noscript>", []),
  ])
  func `has headings`(html: String, headings: [String]) throws {
    #expect(try facts(html).headings.map { "\($0.level) \($0.text)" } == headings)
  }

  @Test(
    arguments: [
      ("<img src=a.png>", "a.png", nil, false), ("<img src=a alt=''>", "a", "", false),
      ("<img alt>", nil, "", false),
      ("<img alt=cat>", nil, "cat", false), ("<img aria-label=cat>", nil, nil, true),
      ("<img aria-label=' '>", nil, nil, false),
      ("<img aria-labelledby=x>", nil, nil, true), ("<img title=cat>", nil, nil, true),
      ("<img title=''>", nil, nil, false),
      ("<img role=none>", nil, nil, true), ("<img role=Presentation>", nil, nil, true),
      ("<img role=img>", nil, nil, false),
      ("<img aria-hidden=true>", nil, nil, true), ("<img aria-hidden=TRUE>", nil, nil, true),
      ("<img aria-hidden=false>", nil, nil, false), ("<img aria-hidden>", nil, nil, false),
      ("<div aria-hidden=true><p><img></p></div>", nil, nil, true),
    ] as [(String, String?, String?, Bool)])
  func `has images, with or without words`(
    html: String, source: String?, alternative: String?, isExplained: Bool
  ) throws {
    #expect(
      try facts(html).images == [.init(source: source, alternative: alternative, isExplained: isExplained)])
  }

  @Test(arguments: [
    "<body><noscript><img src=pixel></noscript>", "<template><img></template>", "<svg><image href=a /></svg>",
    "<input type=image>", "<picture></picture>",
  ])
  func `has no images but those that people get`(html: String) throws {
    #expect(try facts(html).images.isEmpty)
  }

  @Test func `has words, elements and an encoding`() throws {
    let page = try facts("<body><nav>x</nav><main>one two <b>three</b></main>")
    #expect(page.mainWords == 3)
    #expect(page.elementCount == 6)
    #expect(page.encoding == "UTF-8")
    #expect(!page.isCutByDepth)
  }

  @Test func `may be too deep to be read to its end`() throws {
    #expect(try facts(String(repeating: "<div>", count: 2_000) + "<h1>a</h1>").isCutByDepth)
  }

  @Test func `of nothing says nothing`() throws {
    let page = try facts("")
    #expect(page.titles.isEmpty && page.headings.isEmpty && page.links.isEmpty && page.images.isEmpty)
    #expect(page.canonicals.isEmpty && page.canonicalCount == 0 && page.refresh == nil && page.mainWords == 0)
    #expect(page.lang == nil && page.viewport == nil && page.robots.tokens.isEmpty)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "<title>\(String(repeating: "ab ", count: 350_000))</title>",
      "<title>a\(String(repeating: "\u{301}", count: 500_000))</title>",
      "<title>\(String(repeating: "\u{202E}\u{2066}", count: 100_000))</title>", "<title>a\0b\u{0}</title>",
      "<html lang='\(String(repeating: "x", count: 500_000))'>",
      "<link rel=alternate hreflang='\(String(repeating: "x", count: 500_000))' href=a>",
      "<a href=a rel='\(String(repeating: "x ", count: 250_000))'>a</a>",
      "<h1>\(String(repeating: "a", count: 1_000_000))</h1>",
      "<img src='data:\(String(repeating: "x", count: 1_000_000))'>",
      "<meta name=viewport content='\(String(repeating: "x", count: 1_000_000))'>",
      String(repeating: "<h1>a</h1><img>", count: 50_000),
      String(repeating: "<div role=heading>", count: 500) + String(repeating: "a ", count: 400_000),
      String(repeating: "<div hidden>", count: 400) + String(repeating: "<main>", count: 50_000),
    ])
  func `may be hostile`(html: String) throws {
    let page = try facts(html)
    let texts =
      page.titles + page.headings.map(\.text) + [page.lang ?? "", page.viewport ?? ""]
      + page.hreflang.map(\.code) + page.links.map(\.relations) + page.images.compactMap(\.source)
    #expect(texts.allSatisfy { $0.count <= 1_000 && $0.utf8.count <= 16_000 && !$0.utf8.contains(0) })
    #expect(page.headings.count <= 5_000 && page.images.count <= 5_000)
  }
}
