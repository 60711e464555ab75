// Credentials, ports, and texts that try to hide where they lead.

import Testing
import WebURL

@Suite struct `The authority of a URL` {
  @Test(arguments: [
    ("https://ann:secret@shop.example/", "ann", "secret"),
    ("https://ann@shop.example/", "ann", ""),
    ("https://:secret@shop.example/", "", "secret"),
    ("https://ann:@shop.example/", "ann", ""),
    ("https://a:b:c@shop.example/", "a", "b%3Ac"),
    ("https://a@b:c@d@shop.example/", "a%40b", "c%40d"),
    ("https://jürgen:pass word@shop.example/", "j%C3%BCrgen", "pass%20word"),
    ("https://a^b|c:{}[]=;@shop.example/", "a%5Eb%7Cc", "%7B%7D%5B%5D%3D%3B"),
    ("https://a'b!$&():x*+,-.~_@shop.example/", "a'b!$&()", "x*+,-.~_"),
    ("git://ann:secret@shop.example/", "ann", "secret"),
  ])
  func `credentials are split at the first colon and encoded`(text: String, user: String, password: String) {
    let url = URL(text)
    #expect(url?.username == user)
    #expect(url?.password == password)
    #expect(url?.hostname == "shop.example")
  }

  @Test(arguments: [
    ("https://@shop.example/", "https://shop.example/"),
    ("https://:@shop.example/", "https://shop.example/"),
    ("https://ann:@shop.example/", "https://ann@shop.example/"),
    ("https:shop.example", "https://shop.example/"),
    ("https:////shop.example", "https://shop.example/"),
    ("https:\\\\shop.example\\a\\b", "https://shop.example/a/b"),
    ("  https://shop.example\u{1F} ", "https://shop.example/"),
    ("ht\ntps:/\t/sh\rop.example/", "https://shop.example/"),
    ("HTTPS://SHOP.Example", "https://shop.example/"),
    ("https://shop.example?q", "https://shop.example/?q"),
    ("https://shop.example#f", "https://shop.example/#f"),
    ("https://under_score.example/", "https://under_score.example/"),
    ("https://shop.example./", "https://shop.example./"),
    ("https://a..b/", "https://a..b/"),
  ])
  func `what browsers forgive is put in order`(text: String, href: String) {
    #expect(URL(text)?.href == href)
  }

  @Test(
    arguments: [
      ("http://shop.example:80/", nil), ("http://shop.example:443/", 443), ("https://shop.example:443/", nil),
      ("https://shop.example:0443/", nil), ("https://shop.example:00080/", 80),
      ("https://shop.example:/", nil),
      ("ws://shop.example:80/", nil), ("wss://shop.example:443/", nil), ("ftp://shop.example:21/", nil),
      ("ftp://shop.example:2121/", 2121), ("https://shop.example:0/", 0),
      ("https://shop.example:65535/", 65535),
      ("git://shop.example:80/", 80),
    ] as [(String, UInt16?)])
  func `a port that is the default is dropped`(text: String, port: UInt16?) {
    #expect(URL(text)?.port == port)
    #expect(URL(text)?.href.hasSuffix(port.map { ":\($0)/" } ?? "shop.example/") == true)
  }

  @Test(
    arguments: [
      ("http://a/", 80), ("https://a/", 443), ("ws://a/", 80), ("wss://a/", 443), ("ftp://a/", 21),
      ("https://a:8443/", 8443), ("file:///a", nil), ("git://a/", nil), ("mailto:a@b", nil),
    ] as [(String, UInt16?)])
  func `the effective port is the one that a connection uses`(text: String, port: UInt16?) {
    #expect(URL(text)?.effectivePort == port)
  }

  @Test(arguments: [
    "https://shop.example:65536/", "https://shop.example:-1/", "https://shop.example:8o/",
    "https://shop.example:80:80/", "https://shop.example: 80/", "https://shop.example:999999999999999999999/",
    "https://", "https:///", "https://:443/", "https://ann@/", "https://ann:secret@", "https://ann@:80/",
    "https://?q", "https://#f", "https://sh op.example/", "https://shop<.example/", "https://shop%.example/",
    "https://shop%00.example/", "https://shop%2fexample/", "https://shop\u{7F}/", "https://a|b/",
    "https://a^b/",
    "git://a b/", "git://a<b/", "git://a^b/", "git://:80/", "git://ann@/", "", "  ", "/path",
    "//shop.example/",
    "shop.example", "1https://shop.example/", "://shop.example/", "ht%74ps://shop.example/",
  ])
  func `text without a host that can be is no URL`(text: String) {
    #expect(URL(text) == nil)
  }

  @Test(arguments: [
    ("http://example.com\\@evil.example/", "example.com", "/@evil.example/"),
    ("http://example.com/@evil.example/", "example.com", "/@evil.example/"),
    ("http://example.com?@evil.example/", "example.com", "/"),
    ("http://example.com#@evil.example/", "example.com", "/"),
    ("http://example.com%2f@evil.example/", "evil.example", "/"),
    ("http://example.com%5c@evil.example/", "evil.example", "/"),
    ("http://example.com:80@evil.example/", "evil.example", "/"),
    ("http://example.com@@evil.example/", "evil.example", "/"),
    ("http://example.com\t@evil.example/", "evil.example", "/"),
    ("http://example.com\u{2044}@evil.example/", "evil.example", "/"),
    ("http://a@b@127.1/", "127.0.0.1", "/"),
    ("http:\\\\evil.example\\..\\example.com", "evil.example", "/example.com"),
    ("http://аррle.com/", "xn--le-6kc8da.com", "/"),
    ("http://example.com\u{3002}evil.example/", "example.com.evil.example", "/"),
  ])
  func `the host is where a browser would go`(text: String, host: String, path: String) {
    #expect(URL(text)?.hostname == host)
    #expect(URL(text)?.path == path)
  }
}
