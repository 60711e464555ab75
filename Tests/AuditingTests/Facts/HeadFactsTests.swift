// What a page's head says.

import Testing

@testable import Auditing

@Suite struct `The head of a page` {
  @Test(arguments: [
    ("<title> A  &amp;\n B </title>", ["A & B"]), ("<title></title>", [""]),
    ("<title>a</title><title>b</title>", ["a", "b"]),
    ("<head></head> <title>a</title>", ["a"]), ("<p>x</p><title>a</title>", []), ("", []),
    ("<svg><title>a</title></svg>", []), ("<template><title>a</title></template>", []), ("<h1>a</h1>", []),
    ("<title>a</title><body><svg><title>b</title></svg>", ["a"]), ("<TITLE>a</TITLE>", ["a"]),
    ("<title>a<b>c</b></title>", ["a<b>c</b>"]),
  ])
  func `has titles, which those of graphics are not`(html: String, titles: [String]) throws {
    #expect(try facts(html).titles == titles)
    #expect(try facts(html).title == titles.first ?? "")
  }

  @Test(arguments: [
    ("<meta name=description content=' a  b '>", ["a b"], "a b"),
    ("<meta name=DESCRIPTION content=a>", ["a"], "a"),
    ("<meta name=description>", [""], ""),
    ("<meta name=description content=''><meta name=description content=a>", ["", "a"], "a"),
    ("<body><meta name=description content=a>", [], ""), ("<meta property=description content=a>", [], ""),
    ("<meta name='description ' content=a>", [], ""), ("<meta property=og:description content=a>", [], ""),
    ("<template><meta name=description content=a></template>", [], ""),
  ])
  func `has descriptions`(html: String, descriptions: [String], description: String) throws {
    #expect(try facts(html).descriptions == descriptions)
    #expect(try facts(html).description == description)
  }

  @Test(arguments: [
    ("<html lang=en>", "en"), ("<html lang=' de-AT '>", "de-AT"), ("<html lang=''>", ""), ("<html lang>", ""),
    ("<html lang='  '>", ""), ("<html>", nil), ("<html xml:lang=en>", nil), ("<body lang=en>", nil),
    ("<p>x<html lang=fr>", "fr"),
  ])
  func `comes in a language`(html: String, lang: String?) throws {
    #expect(try facts(html).lang == lang)
  }

  @Test(arguments: [
    ("<meta name=viewport content='width=device-width'>", "width=device-width"),
    ("<meta name=VIEWPORT content=a>", "a"),
    ("<meta name=viewport content=' '><meta name=viewport content=a><meta name=viewport content=b>", "a"),
    ("<meta name=viewport>", nil), ("<meta name=viewport content=''>", nil),
    ("<meta property=viewport content=a>", nil),
    ("<body><meta name=viewport content=a>", "a"),
  ])
  func `has a viewport`(html: String, viewport: String?) throws {
    #expect(try facts(html).viewport == viewport)
  }

  @Test(arguments: [
    ("<link rel=alternate hreflang=de href=/de>", ["de https://example.com/de"]),
    ("<link rel='Alternate x' hreflang=de-AT href=de>", ["de-AT https://example.com/dir/de"]),
    (
      "<link rel=alternate type=application/rss+xml href=/rss><link rel=alternate hreflang=de href=/de>",
      ["de https://example.com/de"]
    ),
    ("<link rel=alternate hreflang=x-default href=https://example.org/>", ["x-default https://example.org/"]),
    ("<link hreflang=de href=/de>", []), ("<link rel=canonical hreflang=de href=/de>", []),
    ("<link rel=alternate hreflang=de>", []), ("<link rel=alternate hreflang=de href=mailto:a@b.c>", []),
    ("<body><link rel=alternate hreflang=de href=/de>", []),
    ("<a rel=alternate hreflang=de href=/de>a</a>", []),
    ("<template><link rel=alternate hreflang=de href=/de></template>", []),
  ])
  func `lists other languages, each code with its own URL`(html: String, alternates: [String]) throws {
    #expect(try facts(html).hreflang.map { "\($0.code) \($0.address.href)" } == alternates)
  }

  @Test(arguments: [
    ("<base href=/b/>", "https://example.com/b/x?y"),
    ("<base href=../../up/file>", "https://example.com/up/x?y"),
    ("<base href=?query>", "https://example.com/dir/x?y"),
    ("<base href=https://other.com>", "https://other.com/x?y"),
    ("<base href=http://127.0.0.1/>", "http://127.0.0.1/x?y"),
    ("<base href=b/><base href=c/>", "https://example.com/dir/b/x?y"),
    ("<base target=_top><base href=b/>", "https://example.com/dir/b/x?y"),
    ("<base href=javascript:>", "https://example.com/dir/x?y"),
    ("<base href=data:text/plain,a>", "https://example.com/dir/x?y"),
    ("<base href='https://['>", "https://example.com/dir/x?y"),
    ("<base href=javascript:><base href=/b/>", "https://example.com/dir/x?y"),
    ("<base>", "https://example.com/dir/x?y"),
    ("<template><base href=/b/></template>", "https://example.com/dir/x?y"),
    ("<body><base href=/b/>", "https://example.com/b/x?y"),
  ])
  func `may set the base of all its URLs`(html: String, target: String) throws {
    #expect(try facts(html + "<a href=x?y>x</a>").links.map(\.address.href) == [target])
    #expect(try facts("<link rel=canonical href=x?y>" + html).canonicals.map(\.href) == [target])
  }
}
