// The pages before and after.

import Testing
import WebURL

@testable import Auditing

@Suite struct `The series of a page` {
  @Test(
    arguments: [
      ("<link rel=next href=2>", ["/dir/2"]), ("<link rel=\"x PREV\" href=0>", ["/dir/0"]),
      ("<link rel=previous href=0>", ["/dir/0"]), ("<p><a rel=next href=2>next</a>", ["/dir/2"]),
      ("<map><area rel=prev href=0></map>", ["/dir/0"]),
      ("<link rel=prev href=0><link rel=next href=2><a rel=next href=2#x>next</a>", ["/dir/0", "/dir/2"]),
      // In the body a browser takes no link element for one that says something of the page.
      ("<p><link rel=next href=2>", []), ("<link rel=nextpage href=2>", []), ("<link rel=next>", []),
      ("<a rel=next href=mailto:a@b.example>next</a>", []), ("<a href=2>next</a>", []),
    ])
  func `is what rel says`(html: String, paths: [String]) throws {
    #expect(try facts(html).series.map(\.url.path) == paths)
  }

  @Test func `may stand in a header`() throws {
    let page = try facts(
      "<base href=/other/>",
      headers: [("link", "<2>; rel=next, <0>; rel=prev"), ("link", "<9>; rel=next; anchor=\"/x\"")])
    #expect(page.series.map(\.url.path) == ["/dir/2", "/dir/0"])
  }

  @Test func `is short`() throws {
    let html = (1...100).map { "<a rel=next href=\($0)>x</a>" }.joined()
    #expect(try facts(html).series.count == 10)
    #expect(try facts(html).links.count == 100)
  }
}
