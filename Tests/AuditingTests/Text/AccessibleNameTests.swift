// What links and headings are called.

import HTML
import Testing

@testable import Auditing

@Suite struct `An accessible name` {
  @Test(arguments: [
    ("<a aria-labelledby=n aria-label=label title=title>text</a><p id=n>named</p>", "named"),
    ("<a aria-label=label title=title>text</a>", "label"), ("<a title=title>text</a>", "text"),
    ("<a title=' a  title '></a>", "a title"), ("<a></a>", ""),
    ("<a aria-label='  ' title=title>text</a>", "text"),
    ("<a aria-labelledby=none aria-label=label>text</a>", "label"),
    ("<a aria-labelledby=n>text</a><p id=n> </p>", "text"), ("<a aria-labelledby=''>text</a>", "text"),
  ])
  func `comes from the first that gives one`(html: String, name: String) {
    #expect(self.name(html) == name)
  }

  @Test(arguments: [
    ("<a aria-labelledby='n m'></a><p id=m>b</p><p id=n>a</p>", "a b"),
    ("<a aria-labelledby='n none n'></a><p id=n>a</p>", "a a"),
    ("<a aria-labelledby=n></a><p id=n>first</p><p id=n>second</p>", "first"),
    ("<a aria-labelledby=n></a><p id=n><img alt=logo></p>", "logo"),
    ("<a aria-labelledby=n></a><img id=n alt=a>", "a"),
    ("<a aria-labelledby=N>text</a><p id=n>other case</p>", "text"),
  ])
  func `is put together from ids`(html: String, name: String) {
    #expect(self.name(html) == name)
  }

  @Test(arguments: [
    ("<a id=n aria-labelledby=n>text</a>", "text"),
    ("<a aria-labelledby=n>text</a><p id=n aria-labelledby=m>a</p><p id=m aria-labelledby=n>b</p>", "a"),
  ])
  func `does not go in circles`(html: String, name: String) {
    #expect(self.name(html) == name)
  }

  @Test(arguments: [
    ("<a><img alt=' a  cat '></a>", "a cat"), ("<a><img alt></a>", ""), ("<a><img></a>", ""),
    ("<a>see <img alt=logo> here</a>", "see logo here"), ("<a><img alt=logo>Home</a>", "logo Home"),
    ("<a><input type=IMAGE alt=go></a>", "go"), ("<a><input type=text alt=go></a>", ""),
    ("<a><svg><title>star</title><text>x</text></svg></a>", "star"),
    ("<a><svg><g><title>deep</title></g></svg>b</a>", "deep b"), ("<a><svg><path/></svg></a>", ""),
    ("<a><script>x</script><style>x</style><noscript>x</noscript><template>x</template></a>", ""),
    ("<a><b>one</b> two\n three</a>", "one two three"), ("<a>a<br>b<div>c</div><b>d</b>e</a>", "a b c de"),
    ("<a>&lt;b&gt; &amp;</a>", "<b> &"),
  ])
  func `is the text with images and graphics told`(html: String, name: String) {
    #expect(self.name(html) == name)
  }

  @Test func `of an area is its alt`() {
    #expect(name("<map><area href=/ alt=north></map>", of: "area") == "north")
  }

  @Test func `ends where its budget ends`() {
    let long = name("<a>\(String(repeating: "<b>ab</b>", count: 50_000))</a>")
    #expect(long.hasPrefix("abab") && long.utf8.count <= 10_002)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      // A label that is much text, many elements, a graphic without title, and boxes in boxes.
      String(repeating: "x", count: 1_000_000), String(repeating: "<i></i>", count: 100_000),
      "<svg>\(String(repeating: "<path/>", count: 100_000))</svg>",
      String(repeating: "<div>\(String(repeating: "<i></i>", count: 500))", count: 200),
    ])
  func `is cheap though one label names each of many links`(label: String) throws {
    let links = (0..<5_000).map { "<a href='/\($0)' aria-labelledby='n n n n'>text</a>" }.joined()
    var count = 0
    let time = try ContinuousClock().measure {
      count = try facts("\(links)<div id=n>\(label)</div>").links.count
    }
    #expect(count == 5_000)
    #expect(time < .seconds(10))
  }

  private func name(_ html: String, of element: String = "a") -> String {
    let page = document(html)
    var names = AccessibleNames(page)
    for element in page.elements(named: element) { return names.name(of: element) }
    return "no such element"
  }
}
