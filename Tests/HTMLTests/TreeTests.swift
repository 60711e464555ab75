// The tree a page becomes: what gumbo builds must arrive unharmed in the flat arrays.

import HTML
import Testing

@Suite struct `The tree of a page` {
  @Test(arguments: [
    ("", "head body"),
    ("x", #"head body("x")"#),
    ("<title>a</title>b", #"head(title("a")) body("b")"#),
    ("<p>a<p>b", #"head body(p("a") p("b"))"#),
    ("<ul><li>a<li>b</ul>c", #"head body(ul(li("a") li("b")) "c")"#),
    ("<table><tr><td>a", #"head body(table(tbody(tr(td("a")))))"#),
    ("<p>a<br>b</br>c", #"head body(p("a" br "b" br "c"))"#),
    ("<body>a</body>b", #"head body("ab")"#),
    ("<div/>a", #"head body(div("a"))"#),
    ("a</p>b", #"head body("a" p "b")"#),
    ("<image src=x>", "head body(img)"),
  ])
  func `has what the source implies`(source: String, tree: String) {
    #expect(shape(document(source).root) == tree)
  }

  @Test(arguments: [
    ("<b>1<i>2</b>3</i>", #"b("1" i("2")) i("3")"#),
    ("<b>1<p>2</b>3</p>", #"b("1") p(b("2") "3")"#),
    ("<a href=1>x<a href=2>y", #"a("x") a("y")"#),
    ("<p><b>1<p>2", #"p(b("1")) p(b("2"))"#),
    ("<a>1<div>2<div>3</a>4</div>5</div>", #"a("1") div(a("2") div(a("3") "4") "5")"#),
  ])
  func `mends formatting closed out of order`(source: String, tree: String) {
    #expect(shape(document(source).body) == tree)
  }

  @Test(arguments: [
    ("<table>a<tr><td>b</table>", #""a" table(tbody(tr(td("b"))))"#),
    ("<table><b>x<tr><td>y", #"b("x") table(tbody(tr(td("y"))))"#),
    ("<table><a href=x>y</a></table>", #"a("y") table"#),
    ("<p><table></table>", "p table"),
  ])
  func `takes out of a table what may not be there`(source: String, tree: String) {
    #expect(shape(document("<!doctype html>" + source).body) == tree)
  }

  @Test(arguments: [
    ("<textarea><b>&lt;</b></textarea>", #"textarea("<b><</b>")"#),
    ("<script>a<!--<b>&lt;</script>b", #"script("a<!--<b>&lt;") "b""#),
    ("<style>p > b {}</style>", #"style("p > b {}")"#),
    ("<iframe><p></iframe>", #"iframe("<p>")"#),
    ("<xmp><p></xmp>", #"xmp("<p>")"#),
    ("<plaintext><p></plaintext>", #"plaintext("<p></plaintext>")"#),
    ("<noscript><p>a</p></noscript>", #"noscript(p("a"))"#),
    ("<select><option>a<p>b<option>c</select>", #"select(option("ab") option("c"))"#),
  ])
  func `knows which elements hold text only`(source: String, tree: String) {
    #expect(shape(document("<body>" + source).body) == tree)
  }

  @Test func `leaves out comments and keeps the texts around them apart`() {
    let page = document("<!--x--><p>a<!-- <b>c</b> -->b<![CDATA[d]]></p><!--")
    #expect(shape(page.body) == #"p("a" "b")"#)
    #expect(page.body?.text == "ab")
  }

  @Test func `holds the contents of a template below it`() {
    let page = document("<template><tr><td>a</td></tr><a href=x>b</a></template>")
    #expect(shape(page.head) == #"template(tr(td("a")) a("b"))"#)
    #expect(page.elements(named: "a").allSatisfy { $0.isInside("template") })
  }

  @Test(arguments: [
    (
      "<head><noscript><img src=x></noscript><title>z</title></head>", #"noscript title("z")"#
    ),
    ("<head><NoScript a='>'><img></NOSCRIPT ><title>z</title>", #"noscript title("z")"#),
    ("<head><noscript><link rel=x><meta name=y></noscript><title>z</title></head>", #"noscript title("z")"#),
    ("<head><!-- <noscript> --><title>z</title>", #"title("z")"#),
    ("<head><script>'<noscript>'</script><title>z</title>", #"script("'<noscript>'") title("z")"#),
    ("<head><title><noscript></title><meta>", #"title("<noscript>") meta"#),
    ("<head><meta content='<noscript>'><title>z</title>", #"meta title("z")"#),
    ("<head><noscript><p>to the end", #"noscript"#),
  ])
  func `leaves out what a noscript in the head holds`(text: String, head: String) {
    #expect(shape(document(text).head) == head)
  }

  @Test func `a second title in svg is not the page's title`() {
    let page = document("<title>page</title><svg><title>picture</title></svg>")
    #expect(page.elements(named: "title").map(\.text) == ["page"])
    #expect(page.elements.filter { $0.name == "title" }.map(\.namespace) == [.html, .svg])
  }

  @Test func `gives foreign elements and attributes their own case`() {
    let page = document(
      "<SVG VIEWBOX='0 0 1 1'><FOREIGNOBJECT><P>a</P></FOREIGNOBJECT><LinearGradient/><use xlink:href=#a"
        + " xml:lang=b XMLNS:XLINK=c XMLNS=d></SVG><math definitionurl=e><mi>x</math>")
    #expect(
      page.elements.map(\.name) == [
        "html", "head", "body", "svg", "foreignObject", "p", "linearGradient", "use", "math", "mi",
      ])
    #expect(first("svg", in: page)?["viewBox"] == "0 0 1 1")
    #expect(first("svg", in: page)?["viewbox"] == nil)
    #expect(
      first("use", in: page)?.attributes.map(\.name) == ["xlink:href", "xml:lang", "xmlns:xlink", "xmlns"])
    #expect(first("math", in: page)?["definitionURL"] == "e")
    #expect(first("mi", in: page)?.namespace == .mathML)
    #expect(page.elements(named: "p").map(\.namespace) == [.html])
  }

  @Test func `has names nobody knows in lower case`() {
    let page = document("<My-Element DATA-X=1><X\0Y></X\0Y></My-Element>")
    #expect(shape(page.body) == "my-element(x\u{FFFD}y)")
    #expect(page.elements(named: "my-element").map { $0["data-x"] } == ["1"])
  }

  @Test func `knows a thousand names apart`() {
    let source = (0..<1000).map { "<x\($0) y\($0)=\($0)></x\($0)>" }.joined()
    let page = document(source)
    for index in stride(from: 0, to: 1000, by: 37) {
      #expect(page.elements(named: "x\(index)").map { $0["y\(index)"] } == ["\(index)"])
    }
    #expect(page.elementCount == 1003)
  }

  @Test(arguments: [
    ("<!doctype html>", true, false),
    ("<p>", false, true),
    ("<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN'>", true, true),
    (#"<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/x">"#, true, false),
    ("<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>", true, false),
    ("<!DOCTYPE html PUBLIC '-//w3c//dtd html 3.2//en'>", true, true),
    ("<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' 'x'>", true, true),
    ("<!DOCTYPE html SYSTEM 'about:legacy-compat'>", true, false),
    ("<!DOCTYPE html PUBLIC 'HTML'>", true, true),
    ("<!DOCTYPE other>", true, true),
    ("<!DOCTYPE>", true, true),
  ])
  func `tells doctype and quirks`(source: String, hasDoctype: Bool, isQuirks: Bool) {
    #expect(document(source).hasDoctype == hasDoctype)
    #expect(document(source).isQuirks == isQuirks)
  }

  @Test func `a page of frames has no body`() {
    let page = document("<frameset><frame src=a><noframes>b</noframes></frameset>")
    #expect(page.body == nil)
    #expect(shape(page.root) == #"head frameset(frame noframes("b"))"#)
  }

  @Test func `counts elements and depth`() {
    let page = document("<ul><li><a>x</a></ul><p>")
    #expect(page.elementCount == 7)
    #expect(page.depth == 5)
    #expect(Array(page.elements).count == 7)
    #expect(!page.isCutBySize && !page.isCutByDepth && !page.isCutByCost)
  }
}
