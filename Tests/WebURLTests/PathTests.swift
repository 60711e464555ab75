// Paths with segments, and paths without.

import Testing
import WebURL

@Suite struct `Paths` {
  @Test(arguments: [
    ("https://a.example", "/"),
    ("https://a.example/x/./y", "/x/y"),
    ("https://a.example/x/../y", "/y"),
    ("https://a.example/../../y", "/y"),
    ("https://a.example/x/y/..", "/x/"),
    ("https://a.example/x/y/.", "/x/y/"),
    ("https://a.example/x/%2e/y", "/x/y"),
    ("https://a.example/x/%2E%2e/y", "/y"),
    ("https://a.example/x/.%2e/y", "/y"),
    ("https://a.example/x/%2e./y", "/y"),
    ("https://a.example/x/...", "/x/..."),
    ("https://a.example/x/%2e%2e%2e", "/x/%2e%2e%2e"),
    ("https://a.example/x/..y/.z/", "/x/..y/.z/"),
    ("https://a.example/.well-known/x", "/.well-known/x"),
    ("https://a.example/x/%2ehidden", "/x/%2ehidden"),
    ("https://a.example/x/%2f../y", "/x/%2f../y"),
    ("https://a.example/x/..;v=1/y", "/x/..;v=1/y"),
    ("https://a.example/x\\..\\y", "/y"),
    ("https://a.example//x//y/", "//x//y/"),
    ("https://a.example//..//y", "//y"),
    ("https://a.example/x/../..//..", "/"),
    ("https://a.example/%2", "/%2"),
    ("https://a.example/x/%2", "/x/%2"),
    ("git://a.example/x\\..\\y", "/x\\..\\y"),
    ("git://a.example", ""),
    ("git://a.example/..", "/"),
    ("git://a.example//x/../..", "/"),
  ])
  func `dot segments are resolved, however they are written`(text: String, path: String) {
    #expect(URL(text)?.path == path)
  }

  @Test(
    arguments: [
      ("mailto:someone@shop.example", "someone@shop.example", nil),
      ("mailto:a b@shop.example?subject=x y", "a b@shop.example", "subject=x%20y"),
      ("javascript:alert('<x>')", "alert('<x>')", nil),
      ("data:text/plain,\u{1}ü", "text/plain,%01%C3%BC", nil),
      ("tel:+49-30-1", "+49-30-1", nil),
      ("urn:a:b:../c", "a:b:../c", nil),
      ("note:text  ?q", "text %20", "q"),
      ("note:text ", "text", nil),
      ("note: text #f", " text%20", nil),
      ("about:blank", "blank", nil),
    ] as [(String, String, String?)])
  func `a path without a slash in front is left alone`(text: String, path: String, query: String?) {
    let url = URL(text)
    #expect(url?.path == path)
    #expect(url?.query == query)
    #expect(url?.hasOpaquePath == true)
    #expect(url?.host == nil)
    #expect(url?.origin == "null")
  }

  @Test(arguments: [
    ("web+x:/.//p", "web+x:/.//p", "//p"),
    ("web+x:/a/..//p", "web+x:/.//p", "//p"),
    ("web+x:/p/..//", "web+x:/.//", "//"),
    ("web+x:/p//", "web+x:/p//", "/p//"),
    ("web+x:///p", "web+x:///p", "/p"),
  ])
  func `a path of two slashes is not taken for a host`(text: String, href: String, path: String) {
    #expect(URL(text)?.href == href)
    #expect(URL(text)?.path == path)
  }

  @Test func `a relative URL keeps the path of two slashes apart from a host`() {
    let base = URL("web+x:/.//p/q?r")
    #expect(URL("s", base: base)?.href == "web+x:/.//p/s")
    #expect(URL("#s", base: base)?.href == "web+x:/.//p/q?r#s")
    #expect(URL("?s", base: base)?.href == "web+x:/.//p/q?s")
    #expect(URL("/s", base: base)?.href == "web+x:/s")
    #expect(base?.withoutFragment().path == "//p/q")
  }
}
