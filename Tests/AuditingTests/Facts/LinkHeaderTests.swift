// The links of a Link header.

import Testing

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

  @Test func `gives no alternates`() throws {
    #expect(try facts("", headers: [("link", "<a>; rel=alternate; hreflang=de")]).hreflang.isEmpty)
  }
}
