// The text of elements, and whitespace.

import HTML
import Testing

@Suite struct `The text of an element` {
  @Test func `is all text below, untouched`() {
    let page = document("<p> a <b>b</b>\n<i>&nbsp;&#x1F600;&lt;</i><!--x-->\tc</p>d")
    #expect(first("p", in: page)?.text == " a b\n\u{A0}😀<\tc")
    #expect(first("b", in: page)?.text == "b")
    #expect(page.body?.text == " a b\n\u{A0}😀<\tcd")
  }

  @Test(arguments: [
    ([], "acbdefg"),
    (["script"], "abdefg"),
    (["script", "nav"], "abfg"),
    (["nav", "b"], "acbfg"),
    (["script", "nav", "footer"], "abf"),
    (["a", "span", "p", "script", "nav", "footer"], ""),
  ])
  func `can leave elements out`(skipped: [String], text: String) {
    let page = document("<p>a<script>c</script>b<nav>d<b>e</b></nav><span>f</span><footer>g</footer>")
    #expect(page.body?.text { skipped.contains($0.name) } == text)
  }

  @Test func `of an element does not ask about the element itself or below what is left out`() {
    var asked: [String] = []
    let page = document("<div><ul><li>a</ul><p>b")
    let text = first("div", in: page)?.text {
      asked.append($0.name)
      return $0.name == "ul"
    }
    #expect(text == "b")
    #expect(asked == ["ul", "p"])
  }

  @Test func `has the first line feed of a pre left out and line ends made one`() {
    #expect(document("<pre>\na\r\nb\rc</pre>").body?.text == "a\nb\nc")
  }

  @Test(arguments: [
    ("&amp;&AMP;&amp", "&&&"), ("&notit;", "¬it;"),
    ("&#0;&#x80;&#xD800;&#x110000;", "\u{FFFD}€\u{FFFD}\u{FFFD}"),
    ("&NotEqualTilde;", "\u{2242}\u{338}"), ("&unknown; &", "&unknown; &"), ("a\0b", "ab"),
    ("<svg>a\0b</svg>", "a\u{FFFD}b"), ("<textarea>a\0b</textarea>", "a\u{FFFD}b"),
  ])
  func `has its character references resolved`(source: String, text: String) {
    #expect(document("<body>" + source).body?.text == text)
  }
}

@Suite struct `Collapsing whitespace` {
  @Test(arguments: [
    ("", ""), (" ", ""), ("a", "a"), ("a b", "a b"), (" a  b ", "a b"), ("\t\n\u{B}\u{C}\r a", "a"),
    ("a\u{85}\u{A0}\u{1680}b", "a b"), ("a\u{2000}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}b", "a b"),
    ("é  ü", "é ü"), ("a\u{200B}b", "a\u{200B}b"), ("a\u{FEFF}b", "a\u{FEFF}b"),
    ("\u{2010} 😀 \u{2030}", "\u{2010} 😀 \u{2030}"),
    ("\u{E2}\u{80}", "\u{E2}\u{80}"), ("\u{3001}\u{3000}", "\u{3001}"), ("a \u{301}", "a \u{301}"),
  ])
  func `makes each run one space and trims`(string: String, collapsed: String) {
    #expect(Array(string.collapsingWhitespace().unicodeScalars) == Array(collapsed.unicodeScalars))
  }

  @Test func `agrees with Unicode on every character`() {
    for scalar in (0..<0x11_0000).lazy.compactMap(Unicode.Scalar.init)
    where scalar.value < 0x3100 || scalar.value % 97 == 0 {
      let collapsed = "a\(scalar)b".collapsingWhitespace()
      if (collapsed == "a b") != scalar.properties.isWhitespace { Issue.record("U+\(scalar.value)") }
    }
  }
}
