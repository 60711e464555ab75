// The plain part that is made of the HTML one.

import Mailing
import Testing

@Suite struct `Plain text of HTML` {
  @Test(arguments: [
    ("<p>Hello <b>Ann</b>,</p><p>your report\n is ready.</p>", "Hello Ann,\n\nyour report is ready."),
    ("a<br>b<br><br>c", "a\nb\n\nc"), ("<ul><li>one<li>two</ul>end", "- one\n- two\n\nend"),
    (#"<a href="https://example.com/r">Report</a>."#, "Report (https://example.com/r)."),
    (#"<a href="https://example.com/">example.com</a>"#, "example.com"),
    (#"<a href="https://example.com/x">https://example.com/x</a>"#, "https://example.com/x"),
    (#"<a href="javascript:alert(1)">x</a>"#, "x"), (#"<a href="/local">x</a>"#, "x"),
    ("<head><title>T</title><style>p{}</style></head><body>x<script>y</script>", "x"),
    ("<div style='display: none'>Preview</div>x", "x"),
    ("<img src=x alt='Score 86'> of 100", "Score 86 of 100"),
    ("<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>", "A 1\nB 2"),
    ("a&amp;b &lt;c&gt; &nbsp;d", "a&b <c> \u{A0}d"), ("", ""), ("<p> </p>", ""), ("a<hr>b", "a\n\n---\n\nb"),
    ("<h1>Title</h1>Text", "Title\n\nText"), ("no\u{200B}thing\u{FEFF}", "nothing"),
  ])
  func `says what a person would read`(html: String, text: String) {
    #expect(PlainText.text(of: html) == text)
  }

  @Test func `is made of deeply nested HTML, too`() {
    let html = String(repeating: "<div>", count: 100_000) + "x"
    #expect(PlainText.text(of: html).utf8.count <= 1)
  }
}
