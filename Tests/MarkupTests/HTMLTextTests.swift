// What is interpolated stays text, wherever in the HTML it stands.

import Markup
import Testing

@Suite struct `HTML text` {
  @Test func `takes the source as it is and escapes what is interpolated`() {
    let name = "<script>alert(\"1\")</script> & 'co'"
    let html: HTMLText = "<p>\(name)</p>"
    #expect(
      "\(html)"
        == "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;</p>")
  }

  @Test func `escapes a literal that is interpolated, too`() {
    let html: HTMLText = "<p>\("<b>")</p>"
    #expect("\(html)" == "<p>&lt;b&gt;</p>")
    #expect("\(HTMLText(String("<b>")))" == "&lt;b&gt;")
  }

  @Test func `takes pieces of HTML and numbers as they are`() {
    let rows = ["a", "<"].map { text -> HTMLText in "<li>\(text)</li>" }
    let html: HTMLText = "<ul>\(rows)</ul>\(rows[0]) \(-7)"
    #expect("\(html)" == "<ul><li>a</li><li>&lt;</li></ul><li>a</li> -7")
    #expect(rows.joined() == rows[0] + rows[1])
    #expect("\(rows.joined())" == "<li>a</li><li>&lt;</li>")
  }

  @Test(arguments: ["x\" onclick=\"y", "x' onclick='y", "x onclick=y", "x\tonclick=y", "x\n`y`", "x>y"])
  func `keeps a value within its attribute`(value: String) {
    for (html, end) in [
      (#"<a title="\#(value)">"# as HTMLText, "\""), ("<a title='\(value)'>" as HTMLText, "'"),
      ("<a title=\(value)>" as HTMLText, " "),
    ] {
      let inside = "\(html)".dropFirst(end == " " ? 9 : 10).dropLast(end == " " ? 1 : 2)
      #expect(!inside.contains(end) && !inside.contains(">"), "\(html)")
      if end == " " {
        #expect(!inside.contains { $0.isWhitespace || $0 == "=" || $0 == "`" || $0 == "\"" }, "\(html)")
      }
    }
  }

  @Test func `leaves out controls and what turns the direction round`() {
    let html: HTMLText = "\("a\u{0}b\u{1B}c\u{202E}d\u{2066}e\u{85}f\tg\nh")"
    #expect("\(html)" == "a\u{FFFD}b\u{FFFD}cde\u{FFFD}f\tg\nh")
  }

  @Test(arguments: [
    ("https://example.com/?a=1&b='2'", "https://example.com/?a=1&amp;b=&#39;2&#39;"),
    ("HTTP://example.com/", "HTTP://example.com/"), ("mailto:ann@example.com", "mailto:ann@example.com"),
    ("https://example.com/ä\"<>\\`", "https://example.com/%C3%A4%22%3C%3E%5C%60"),
  ])
  func `links to the web and to mailboxes`(url: String, expected: String) {
    let html: HTMLText = "<a href=\"\(href: url)\">"
    #expect("\(html)" == "<a href=\"\(expected)\">")
  }

  @Test(arguments: [
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "data:text/html,x", "vbscript:x", "//example.com/", "/path", "", "https://", "mailto:", "http:example",
    "https://example.com/a b", "\u{1}https://example.com/", "https://example.com/\u{7F}",
    "file:///etc/passwd",
  ])
  func `links nowhere else`(url: String) {
    let html: HTMLText = "<a href=\"\(href: url)\">"
    #expect("\(html)" == "<a href=\"#\">")
  }
}
