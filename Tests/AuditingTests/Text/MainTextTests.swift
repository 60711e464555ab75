// Which part of a page is its own text.

import Testing

@testable import Auditing

@Suite struct `The main text` {
  @Test(arguments: [
    ("<p>a</p>", "a"), ("", ""), ("<main>a</main>b", "a"), ("b<div role=main>a</div>", "a"),
    ("<div role='MAIN other'>a</div>b", "a"), ("<div role='other main'>a</div>b", "a b"),
    ("<main>a</main><main>b</main>", "a"), ("<div role=main>a</div><main>b</main>", "a"),
    ("<body role=main><nav>a</nav>b", "a b"), ("<main><div role=main>a</div>b</main>", "a b"),
  ])
  func `is that of the first main`(html: String, text: String) {
    #expect(document(html).mainText == text)
  }

  @Test(arguments: [
    "<nav>x</nav>", "<header>x</header>", "<footer>x</footer>", "<aside>x</aside>",
    "<div role=navigation>x</div>",
    "<div role=banner>x</div>", "<div role=contentinfo>x</div>", "<div role=complementary>x</div>",
    "<div role=' Banner '>x</div>", "<div><nav><ul><li>x</ul></nav></div>",
  ])
  func `leaves out what surrounds the content, unless it lies in main`(furniture: String) {
    #expect(document("<p>a</p>\(furniture)<p>b</p>").mainText == "a b")
    #expect(document("c<main>a \(furniture) b</main>d").mainText == "a x b")
  }

  @Test(arguments: [
    "<script>x</script>", "<style>x</style>", "<noscript>x</noscript>", "<template>x</template>",
    "<svg><text>x</text></svg>", "<math><mi>x</mi></math>", "<title>x</title>", "<p hidden>x</p>",
    "<p hidden=false>x</p>", "<p hidden=until-found><b>x</b></p>", "<svg><title>x</title></svg>",
    "<svg><foreignObject><main>x</main></foreignObject></svg>", "<template><main>x</main></template>",
    "<main hidden>x</main>", "<div hidden><main>x</main></div>", "<!-- x -->",
    "<noscript><main>x</main></noscript>",
  ])
  func `leaves out what nobody sees`(invisible: String) {
    #expect(document("a \(invisible) b").mainText == "a b")
    #expect(document("<body>\(invisible)<main>a \(invisible) b</main>").mainText == "a b")
  }

  @Test func `is empty when the whole page is hidden`() {
    #expect(document("<body hidden>a").mainText.isEmpty)
    #expect(document("<html hidden><body>a").mainText.isEmpty)
    #expect(document("<frameset><frame></frameset>").mainText.isEmpty)
  }

  @Test func `has its references resolved and its spaces collapsed`() {
    #expect(document("<p> caf&eacute;&nbsp;&amp;\n\tbar &#x41; </p>").mainText == "café & bar A")
    #expect(document("a\u{2003}\u{3000}b").mainText == "a b")
  }

  // The standard's style sheet sets blocks apart; pages without a space between tags are common.
  @Test(arguments: [
    ("<p>a</p><p>b</p>", "a b"), ("<ul><li>a<li>b</ul>", "a b"), ("a<br>b", "a b"),
    ("a<div>b</div>c", "a b c"),
    ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"), ("a<hr>b", "a b"), ("a<nav>x</nav>b", "a b"),
    ("<b>a</b>b<i>c</i>", "abc"), ("a<span>b</span>", "ab"), ("a<wbr>b", "ab"),
    ("a<script>x</script>b", "ab"),
  ])
  func `keeps blocks apart and leaves words in one piece`(html: String, text: String) {
    #expect(document(html).mainText == text)
  }
}
