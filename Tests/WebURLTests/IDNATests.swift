// International domain names.

import Testing
import WebURL

@Suite struct `International domain names` {
  @Test(
    arguments: [
      ("Shop.Example", "shop.example"),
      ("österreich.example", "xn--sterreich-z7a.example"),
      ("O\u{308}sterreich.example", "xn--sterreich-z7a.example"),
      ("STRASSE.example", "strasse.example"),
      ("straße.example", "xn--strae-oqa.example"),
      ("STRAẞE.example", "xn--strae-oqa.example"),
      ("σοφός.example", "xn--0xagbn4a.example"),
      ("ΣΟΦΌΣ.example", "xn--0xahbl4a.example"),
      ("日本語。example", "xn--wgv71a119e.example"),
      ("shop．example｡com", "shop.example.com"),
      ("ｆｕｌｌ.example", "full.example"),
      ("①②.example", "12.example"),
      ("ﬀ.example", "ff.example"),
      ("☕.example", "xn--53h.example"),
      ("👩‍🔬.example", nil),
      ("so\u{AD}ft.example", "soft.example"),
      ("ze\u{200B}ro.example", "zero.example"),
      ("i\u{307}.example", "xn--i-9bb.example"),
      ("İ.example", "xn--i-9bb.example"),
      ("ê\u{323}.example", "xn--qlg.example"),
      ("㍿.example", "xn--6oqv20b1zgzxr.example"),
      ("℡.example", "tel.example"),
      ("xn--sterreich-z7a.ä", "xn--sterreich-z7a.xn--4ca"),
      ("XN--STERREICH-Z7A.ä", "xn--sterreich-z7a.xn--4ca"),
      ("a_b.ä", "a_b.xn--4ca"),
      ("-ä-.example", "xn-----via.example"),
      ("ä..example", "xn--4ca..example"),
      ("ä.example.", "xn--4ca.example."),
    ] as [(String, String?)])
  func `a domain is mapped, normalised and put into ASCII`(domain: String, ascii: String?) {
    #expect(IDNA.toASCII(domain) == ascii)
    #expect(URL("https://\(domain)/")?.hostname == ascii)
  }

  @Test(
    arguments: [
      ("क\u{94D}\u{200D}ष", "xn--11b2ezcw70k"),  // a joiner behind a virama
      ("क\u{94D}\u{200C}ष", "xn--11b2ezcs70k"),  // a non-joiner behind a virama
      ("بی\u{200C}بی", "xn--ngba50cb2343a"),  // a non-joiner between letters that would join
      ("ب\u{64B}\u{200C}\u{64B}ب", "xn--ngba8ha8704a"),  // marks do not come between
      ("a\u{200D}b", nil),
      ("a\u{200C}b", nil),
      ("\u{200D}ä", nil),
      ("ا\u{200C}ب", nil),  // alef joins to the right only
      ("بی\u{200C}", nil),
    ] as [(String, String?)])
  func `joiners stand only where they change the writing`(label: String, ascii: String?) {
    #expect(IDNA.toASCII(label + ".example") == ascii.map { $0 + ".example" })
  }

  @Test(
    arguments: [
      ("עברית.example", "xn--5dbqzzl.example"),
      ("مثال.مثال", "xn--mgbh0fb.xn--mgbh0fb"),
      ("א1", "xn--1-zhc"),
      ("1א", nil),
      ("aא", nil),
      ("אa", nil),
      ("-א", nil),
      ("א-", nil),
      ("א1٢", nil),
      ("א.1a", nil),  // the label beside it breaks the rule for the domain
      ("א.a-", nil),
      ("א\u{5B0}", "xn--7cb7d"),
    ] as [(String, String?)])
  func `a label is written in one direction`(domain: String, ascii: String?) {
    #expect(IDNA.toASCII(domain) == ascii)
  }

  @Test(arguments: [
    "xn--a.ä",  // punycode that stands for nothing
    "xn--shop-.ä",  // punycode of plain ASCII
    "xn--.ä",
    "xn--strae-oqaß.ä",
    "xn--STRASSE-.ä",
    "xn--u-ccb.ä",  // decodes to a form that is not normalised
    "xn--99999999.ä",
    "xn--xn--4ca-.ä",
    "\u{301}ä.example",  // begins with a mark
    "ä\u{E000}.example",  // private use
    "ä\u{FFFD}.example", "ä\u{FFFF}.example", "ä\u{202E}b.example", "ä\u{1F}.example",
    "ä b.example", "ä%.example", "ä／b.example", "ä：80", "ä＃b", "ä？b", "ä＠b", "ä＼b", "a\u{A0}b",
    "ä⒈com", "ä\u{2024}com", "\u{AD}", "\u{200B}\u{2060}", "℀.example",
  ])
  func `a domain with a character or a label that cannot be is none`(domain: String) {
    #expect(IDNA.toASCII(domain) == nil)
    #expect(URL("https://\(domain)/x") == nil)
  }

  @Test(arguments: ["xn--a", "xn--", "xn--shop-.example", "xn--99999999.example", "XN--A.example"])
  func `a domain of ASCII is taken as it is`(domain: String) {
    #expect(IDNA.toASCII(domain) == domain.lowercased())
  }

  @Test(
    arguments: [
      ("shop.example", "shop.example"), ("shop.example.", "shop.example."), ("ä.example", "xn--4ca.example"),
      ("-shop.example", nil), ("shop-.example", nil), ("sh--op.example", nil), ("sh_op.example", nil),
      ("shop..example", nil), (".shop", nil), ("", nil), (".", nil), ("xn--a.example", nil),
      (String(repeating: "a", count: 63), String(repeating: "a", count: 63)),
      (String(repeating: "a", count: 64), nil), (String(repeating: "ä", count: 64), nil),
      (Array(repeating: "abcdefghi", count: 26).joined(separator: "."), nil),
    ] as [(String, String?)])
  func `strictness adds the rules for host names`(domain: String, ascii: String?) {
    #expect(IDNA.toASCII(domain, beStrict: true) == ascii)
  }

  @Test(arguments: [
    ("xn--sterreich-z7a.example", "österreich.example"), ("xn--wgv71a119e.jp", "日本語.jp"),
    ("XN--4CA.Example", "ä.example"), ("shop.example", "shop.example"), ("xn--a.example", "xn--a.example"),
    ("xn--shop-.example", "xn--shop-.example"), ("xn--ab-j1t.example", "xn--ab-j1t.example"), ("", ""),
  ])
  func `a domain is shown in its own script unless it breaks a rule`(domain: String, shown: String) {
    #expect(IDNA.toUnicode(domain) == shown)
  }

  @Test func `a very long domain is refused before it costs anything`() {
    let label = String(repeating: "äö", count: 500_000)
    #expect(IDNA.toASCII(label) == nil)
    #expect(URL("https://\(label)/") == nil)
  }
}
