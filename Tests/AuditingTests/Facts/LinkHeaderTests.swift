// The links of a Link header.

import Testing
import WebURL

@testable import Auditing

@Suite struct `A Link header` {
  @Test(arguments: [
    ("<a>; rel=canonical", ["a"]), ("<a>;rel=\"canonical\"", ["a"]), ("<a>; REL=Canonical", ["a"]),
    (" <a> ; rel = canonical ", ["a"]), ("<a>; rel=\"next canonical\"", ["a"]),
    ("<a>; rel=next canonical", ["a"]),
    ("<a>; title=\"x, <b>; rel=canonical\"; rel=canonical", ["a"]),
    ("<a>; title=\"\\\",\"; rel=canonical", ["a"]),
    ("<a>; rel=next, <b>; rel=canonical", ["b"]), ("<a>;rel=canonical,<b>;rel=canonical", ["a", "b"]),
    ("<a,b>;rel=canonical, <c>; rel=\"canonical alternate\"; hreflang=x", ["a,b", "c"]),
    ("<a;b>; rel=canonical", ["a;b"]), ("<>; rel=canonical", [""]), ("<a>; x; rel=canonical", ["a"]),
    ("<a>; rel=next; rel=canonical", []), ("<a>; rel=canonicals", []), ("<a>; rel=\"x-canonical\"", []),
    ("<a>; rev=canonical", []), ("<a>", []), ("<a>;", []), ("<a>; rel", []), ("<a>; rel=", []),
    ("<a>; title=\"rel=canonical\"", []), ("<a>;;rel=canonical", ["a"]), ("<a>; rel=canonical;", ["a"]),
  ])
  func `names what its rel says`(value: String, targets: [String]) {
    let links = LinkHeader.links(in: value).filter { $0.relations.contains("canonical") }
    #expect(links.map(\.target) == targets)
  }

  @Test(arguments: [
    (";rel=\"canonical\"", []), ("<", []), ("", []), (",", []), (">", []), ("<a", []), ("\"", []),
    ("<a>; rel=\"", ["a"]),
    ("a; rel=canonical", []), ("junk, <a>; rel=x", ["a"]), ("\"<a>, \", <b>", ["b"]),
    ("<a> junk, <b>", ["a", "b"]),
    ("<a>; rel=\"\\", ["a"]), (", ,, <a>", ["a"]),
  ])
  func `may hold nonsense, which is passed over`(value: String, targets: [String]) {
    #expect(LinkHeader.links(in: value).map(\.target) == targets)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["<", "<,", "\"", "\\", ";", "<a>;", "<a>;\"", "=", "<a>,", ",", "x\"<"])
  func `costs no more than its length`(part: String) {
    let time = ContinuousClock().measure {
      _ = LinkHeader.links(in: String(repeating: part, count: 100_000 / part.utf8.count))
    }
    #expect(time < .seconds(5))
  }

  @Test func `gives canonical URLs, relative to the page whatever its base is`() throws {
    let page = try facts(
      "<base href='https://other.com/x/'>",
      headers: [
        ("Link", "<a>; rel=canonical"), ("LINK", "</b>; rel=next, <https://example.org/c>; rel=canonical"),
      ])
    #expect(page.canonicals.map(\.href) == ["https://example.com/dir/a", "https://example.org/c"])
    #expect(page.canonicalCount == 2)
  }

  @Test(arguments: [("/dir/page", 1), ("#", 1), ("", 1), ("/other", 0), ("https://[", 0)])
  func `may speak of another page`(anchor: String, count: Int) throws {
    let page = try facts("", headers: [("link", "<a>; rel=canonical; anchor=\"\(anchor)\"")])
    #expect(page.canonicals.count == count)
  }

  @Test func `gives alternates, one for each language it names`() throws {
    let page = try facts(
      "<base href=/other/><link rel=alternate hreflang=fr href=f>",
      headers: [
        ("link", "<d>; rel=alternate; hreflang=de; hreflang=\"de-AT\", <e>; rel=\"alternate\"; hreflang=en"),
        ("link", "<x>; rel=alternate; type=\"application/rss+xml\", <y>; rel=next; hreflang=it"),
        ("link", "<z>; rel=alternate; hreflang=pl; anchor=\"/elsewhere\""),
      ])
    #expect(
      page.hreflang.map { "\($0.code) \($0.address.url.path)" } == [
        "de /dir/d", "de-AT /dir/d", "en /dir/e", "fr /other/f",
      ])
  }

  @Test func `names no language a thousand times`() throws {
    let many = String(repeating: "; hreflang=de", count: 1_000)
    #expect(try facts("", headers: [("link", "<a>; rel=alternate\(many)")]).hreflang.count == 100)
  }
}
