// The parts of a URL, copies with other parts, queries, origins and equality.

import Testing
import WebURL

@Suite struct `The parts of a URL` {
  @Test func `each part is where it belongs`() throws {
    let url = try #require(URL("https://ann:secret@shop.example:8443/a/b?x=1&y#top"))
    #expect(url.scheme == "https")
    #expect(url.username == "ann")
    #expect(url.password == "secret")
    #expect(url.host == .domain("shop.example"))
    #expect(url.hostname == "shop.example")
    #expect(url.authority == "shop.example:8443")
    #expect(url.port == 8443)
    #expect(url.path == "/a/b")
    #expect(url.query == "x=1&y")
    #expect(url.fragment == "top")
    #expect(url.origin == "https://shop.example:8443")
    #expect(!url.hasOpaquePath)
    #expect("\(url)" == url.href)
  }

  @Test func `a short URL has no other parts`() throws {
    let url = try #require(URL("git:x"))
    #expect(url.scheme == "git")
    #expect([url.username, url.password, url.hostname, url.authority] == ["", "", "", ""])
    #expect(url.host == nil)
    #expect(url.port == nil)
    #expect(url.query == nil)
    #expect(url.fragment == nil)
    #expect(url.path == "x")
  }

  @Test func `an empty query or fragment is not an absent one`() {
    #expect(URL("https://a.example/?#")?.query == "")
    #expect(URL("https://a.example/?#")?.fragment == "")
    #expect(URL("https://a.example/")?.query == nil)
    #expect(URL("https://a.example/")?.fragment == nil)
    #expect(URL("https://a.example/?") != URL("https://a.example/"))
  }

  @Test(arguments: [
    ("https://a.example/x", "https://a.example"), ("https://a.example:8443/", "https://a.example:8443"),
    ("http://ann:secret@a.example/", "http://a.example"), ("ws://a.example/", "ws://a.example"),
    ("ftp://a.example/", "ftp://a.example"), ("http://[::1]:80/", "http://[::1]"), ("file:///x", "null"),
    ("git://a.example/", "null"), ("data:,x", "null"),
    ("blob:https://a.example:443/1-2", "https://a.example"),
    ("blob:ftp://a.example/1", "null"), ("blob:blob:https://a.example/1", "null"), ("blob:x", "null"),
    ("blob:", "null"), ("blob://a.example/1", "null"),
  ])
  func `the origin is the scheme, the host and the port`(text: String, origin: String) {
    #expect(URL(text)?.origin == origin)
  }

  @Test func `an opaque origin is the same as no other`() throws {
    let page = try #require(URL("https://a.example/x"))
    #expect(page.isSameOrigin(as: try #require(URL("https://a.example:443/y"))))
    #expect(!page.isSameOrigin(as: try #require(URL("http://a.example/x"))))
    let file = try #require(URL("file:///x"))
    #expect(!file.isSameOrigin(as: file))
  }

  @Test(arguments: [
    ("https://a.example/?q#f", "https://a.example/?q"), ("https://a.example/#", "https://a.example/"),
    ("https://a.example/", "https://a.example/"), ("mailto:a@b#f", "mailto:a@b"), ("note:a #f", "note:a%20"),
  ])
  func `a fragment can be taken off`(text: String, href: String) {
    let url = URL(text)?.withoutFragment()
    #expect(url?.href == href)
    #expect(url?.fragment == nil)
    #expect(url == URL(href))
    #expect(url?.query == URL(text)?.query)
  }

  @Test(
    arguments: [
      ("https://a.example/x?q#f", "y=1", "https://a.example/x?y=1#f"),
      ("https://a.example/x?q#f", nil, "https://a.example/x#f"),
      ("https://a.example/x#f", "", "https://a.example/x?#f"),
      ("https://a.example/x", "a=%26&b='#ü", "https://a.example/x?a=%26&b=%27%23%C3%BC"),
      ("mailto:a@b", "subject=x", "mailto:a@b?subject=x"),
    ] as [(String, String?, String)])
  func `a query can be replaced`(text: String, query: String?, href: String) {
    let url = URL(text)?.replacing(query: query)
    #expect(url?.href == href)
    #expect(url?.fragment == URL(text)?.fragment)
    #expect(url?.query == URL(href)?.query)
    #expect(url?.path == URL(text)?.path)
  }

  @Test(
    arguments: [
      ("http://a.example/x?q#f", "https", nil, "https://a.example/x?q#f"),
      ("http://ann:secret@a.example:8080/", "https", 8443, "https://ann:secret@a.example:8443/"),
      ("https://a.example:8443/", "http", nil, "http://a.example/"),
      ("https://a.example/", "http", 80, "http://a.example/"),
      ("https://[::1]:444/", "http", 81, "http://[::1]:81/"),
      ("https://a.example/", "ftp", nil, nil),
      ("file:///x", "https", nil, nil),
    ] as [(String, String, UInt16?, String?)])
  func `http and https can be exchanged`(text: String, scheme: String, port: UInt16?, href: String?) {
    #expect(URL(text)?.replacing(scheme: scheme, port: port)?.href == href)
  }

  @Test func `the pairs of a query are as they are written`() {
    let url = URL("https://a.example/?b=2&a=%41+x&&c&d=&=e&a=1=2")
    #expect(url?.queryPairs == ["b=2", "a=%41+x", "c", "d=", "=e", "a=1=2"])
    #expect(url?.queryParameters.map(\.name) == ["b", "a", "c", "d", "", "a"])
    #expect(url?.queryParameters.map(\.value) == ["2", "A x", "", "", "e", "1=2"])
    #expect(URL("https://a.example/")?.queryPairs == [])
    #expect(URL("https://a.example/?")?.queryPairs == [])
  }

  @Test func `URLs are equal when they are written alike in the end`() {
    let same = Set(["https://a.example", "HTTPS://A.example:443/", "https://a.example/x/.."].map { URL($0) })
    #expect(same.count == 1)
    #expect(URL("https://a.example/") != URL("https://a.example/#"))
    #expect(URL("https://a.example/%7e") != URL("https://a.example/~"))
  }
}
