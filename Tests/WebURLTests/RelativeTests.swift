// Relative URLs.

import Testing
import WebURL

@Suite struct `Relative URLs` {
  // RFC 3986, section 5.4, as far as browsers agree with it: "http:g" is relative for them, and an ".." too
  // many is dropped by both.
  @Test(arguments: [
    ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"), ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
    ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
    (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("g;x?y#s", "http://a/b/c/g;x?y#s"),
    ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
    ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../", "http://a/"),
    ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"),
    ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"),
    ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
    ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
    ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"),
    ("g?y/./x", "http://a/b/c/g?y/./x"), ("g?y/../x", "http://a/b/c/g?y/../x"),
    ("g#s/./x", "http://a/b/c/g#s/./x"), ("g#s/../x", "http://a/b/c/g#s/../x"), ("http:g", "http://a/b/c/g"),
  ])
  func `the examples of RFC 3986 resolve`(text: String, href: String) {
    #expect(URL(text, base: URL("http://a/b/c/d;p?q"))?.href == href)
  }

  @Test(arguments: [
    ("//cdn.example/x", "https://cdn.example/x"),
    ("\\\\cdn.example\\x", "https://cdn.example/x"),
    ("/\\cdn.example/x", "https://cdn.example/x"),
    ("///cdn.example/x", "https://cdn.example/x"),
    ("//cdn.example:443", "https://cdn.example/"),
    ("\\x", "https://ann:secret@shop.example:8443/x"),
    ("https:x", "https://ann:secret@shop.example:8443/a/x"),
    ("https:/x", "https://ann:secret@shop.example:8443/x"),
    ("https://x", "https://x/"),
    ("http:x", "http://x/"),
    (" \n x \t ", "https://ann:secret@shop.example:8443/a/x"),
    ("x y", "https://ann:secret@shop.example:8443/a/x%20y"),
    ("?", "https://ann:secret@shop.example:8443/a/b?"),
    ("#", "https://ann:secret@shop.example:8443/a/b?q#"),
    ("a:b", "a:b"),
    ("1:b", "https://ann:secret@shop.example:8443/a/1:b"),
    ("./a:b", "https://ann:secret@shop.example:8443/a/a:b"),
    ("%2e%2E/x", "https://ann:secret@shop.example:8443/x"),
    ("..?x", "https://ann:secret@shop.example:8443/?x"),
  ])
  func `what is missing comes from the base`(text: String, href: String) {
    #expect(URL(text, base: URL("https://ann:secret@shop.example:8443/a/b?q#f"))?.href == href)
  }

  @Test(arguments: [
    ("x", "git://h/a/x"), ("//k", "git://k"), ("//k/x", "git://k/x"), ("\\x", "git://h/a/\\x"),
    ("..", "git://h/"),
    ("/", "git://h/"), ("git:x", "git:x"), ("///x", "git:///x"), ("//", "git://"), ("?y", "git://h/a/b?y"),
  ])
  func `a scheme that is not special has relative URLs too`(text: String, href: String) {
    #expect(URL(text, base: URL("git://h/a/b"))?.href == href)
  }

  @Test func `only a fragment is relative to an opaque path`() {
    let base = URL("mailto:someone@shop.example?subject=x#f")
    #expect(URL("#g", base: base)?.href == "mailto:someone@shop.example?subject=x#g")
    #expect(URL("x", base: base) == nil)
    #expect(URL("?x", base: base) == nil)
    #expect(URL("", base: base) == nil)
    #expect(URL("https://shop.example", base: base)?.href == "https://shop.example/")
  }

  @Test(arguments: ["//", "//ann@", "//:80", "https://", "//a b", "//[::1", "//a:b"])
  func `a base does not save a host that cannot be`(text: String) {
    #expect(URL(text, base: URL("https://shop.example/")) == nil)
  }

  @Test func `a host without a path is a base`() {
    #expect(URL("x", base: URL("git://h"))?.href == "git://h/x")
    #expect(URL("?x", base: URL("git://h"))?.href == "git://h?x")
    #expect(URL("#x", base: URL("git://h?q"))?.href == "git://h?q#x")
  }
}
