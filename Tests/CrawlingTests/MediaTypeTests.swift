// Content-Type as servers write it.

import Testing

@testable import Crawling

@Suite struct `A media type` {
  @Test(
    arguments: [
      ("text/html", "text/html", nil), ("Text/HTML", "text/html", nil), ("", "", nil), (" ", "", nil),
      ("text/html;charset=utf-8", "text/html", "utf-8"),
      ("text/html; CharSet = \"UTF-8\" ", "text/html", "UTF-8"),
      ("text/html; charset='koi8-r'", "text/html", "koi8-r"),
      ("text/html;charset=a;charset=b", "text/html", "a"),
      ("text/html;;x=y;charset=z", "text/html", "z"), ("text/html;charset", "text/html", nil),
      ("text/html;charset=", "text/html", nil), ("text/html;charset=\"", "text/html", ""),
      (";charset=x", "", "x"), ("text/html\t;charset=x", "text/html", "x"),
      ("application/xhtml+xml", "application/xhtml+xml", nil),
    ] as [(String, String, String?)])
  func `is read from a header`(header: String, name: String, charset: String?) {
    let type = MediaType(header)
    #expect(type.name == name)
    #expect(type.charset == charset)
  }
}
