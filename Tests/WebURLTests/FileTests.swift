// File URLs and the letters of drives.

import Testing
import WebURL

@Suite struct `File URLs` {
  @Test(arguments: [
    ("file:///etc/hosts", "file:///etc/hosts"),
    ("file:/etc/hosts", "file:///etc/hosts"),
    ("file:etc/hosts", "file:///etc/hosts"),
    ("file:", "file:///"),
    ("file:?q", "file:///?q"),
    ("file:#f", "file:///#f"),
    ("file://localhost/etc", "file:///etc"),
    ("file://LOCALHOST/etc", "file:///etc"),
    ("file://server/share", "file://server/share"),
    ("file://server", "file://server/"),
    ("file:\\\\server\\share", "file://server/share"),
    ("file://[::1]/x", "file://[::1]/x"),
    ("file://0x7f.1/x", "file://127.0.0.1/x"),
    ("file:///D:/x/../..", "file:///D:/"),
    ("file:D|/x", "file:///D:/x"),
    ("file://D:/x", "file:///D:/x"),
    ("file://d|/x", "file:///d:/x"),
    ("file:/D|\\x", "file:///D:/x"),
    ("file:///D|x/y", "file:///D|x/y"),
    ("file:///x/D|/y", "file:///x/D|/y"),
    ("file:////x", "file:////x"),
    ("file:///D:/../x", "file:///D:/x"),
    ("file:///DD:/../x", "file:///x"),
  ])
  func `a file has an empty host or a server's`(text: String, href: String) {
    #expect(URL(text)?.href == href)
  }

  @Test(arguments: [
    ("x", "file:///D:/a/x"), ("../x", "file:///D:/x"), ("../../../x", "file:///D:/x"), ("/x", "file:///D:/x"),
    ("/", "file:///D:/"), ("//server/x", "file://server/x"), ("///x", "file:///x"), ("E:/x", "e:/x"),
    ("E|/x", "file:///E:/x"), ("/E|/x", "file:///E:/x"), ("E|", "file:///E:"), ("E|x", "file:///D:/a/E|x"),
    ("?q", "file:///D:/a/b?q"), ("#f", "file:///D:/a/b#f"), ("", "file:///D:/a/b"),
    ("file:x", "file:///D:/a/x"),
    ("file:/x", "file:///D:/x"), ("E|?q", "file:///E:?q"), ("\\x", "file:///D:/x"),
  ])
  func `a relative file stays on its drive`(text: String, href: String) {
    #expect(URL(text, base: URL("file:///D:/a/b"))?.href == href)
  }

  @Test(arguments: [
    "file://server:80/x", "file://a@server/x", "file://a b/x", "file://%zz/", "file://\u{AD}/",
  ])
  func `a file has neither credentials nor a port`(text: String) {
    #expect(URL(text) == nil)
  }

  @Test func `a file keeps the server of its base`() {
    let base = URL("file://server/share/x")
    #expect(URL("/y", base: base)?.href == "file://server/y")
    #expect(URL("y", base: base)?.href == "file://server/share/y")
    #expect(URL("///y", base: base)?.href == "file:///y")
    #expect(URL("y", base: base)?.host == .domain("server"))
    #expect(URL("file:///y", base: base)?.host == .empty)
  }
}
