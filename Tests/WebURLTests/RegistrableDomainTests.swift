// Registrable domains, after the public suffix list.

import Testing
import WebURL

@Suite struct `The registrable domain` {
  @Test(
    arguments: [
      ("shop.example.com", "example.com"), ("example.com", "example.com"), ("com", nil),
      ("a.b.example.co.uk", "example.co.uk"), ("co.uk", nil), ("someone.github.io", "someone.github.io"),
      ("x.someone.github.io", "someone.github.io"), ("github.io", nil),
      ("a.b.unlisted", "b.unlisted"), ("unlisted", nil), ("localhost", nil),
      ("www.example.com.", "example.com."), ("com.", nil),
      ("www.city.kobe.jp", "city.kobe.jp"), ("a.b.c.kobe.jp", "b.c.kobe.jp"), ("c.kobe.jp", nil),
      ("www.ck", "www.ck"), ("www.食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn"), ("公司.cn", nil),
      ("SHOP.Example.COM", "example.com"), ("a..com", nil),
      ("127.0.0.1", nil), ("[::1]", nil), ("0x7f.1", nil),
    ] as [(String, String?)])
  func `is the public suffix and one label`(host: String, registrable: String?) {
    let url = URL("https://\(host)/")
    #expect(url != nil)
    #expect(url?.host?.registrableDomain == registrable)
  }

  @Test(arguments: ["git://www.example.com/", "file:///x", "mailto:a@example.com"])
  func `only domains have one`(text: String) {
    #expect(URL(text)?.host?.registrableDomain == nil)
  }
}
