// What can be asked of one element.

import HTML
import Testing

@Suite struct `An element` {
  let page = document(
    "<nav id=n><ul><li><a href=1>a</a><li><a href=2>b<b>c</b></a></ul></nav><main><p>d<svg><a>e</a></svg></main>"
  )

  @Test func `has attributes, decoded, the first of each name`() {
    let page = document("<a HREF='?a&amp;b&copy=1' Title=\"x\ny\" hidden href=other data-é=ü TITLE=z =x>")
    let link = first("a", in: page)
    #expect(link?["href"] == "?a&b&copy=1")
    #expect(link?["title"] == "x\ny")
    #expect(link?["hidden"] == "")
    #expect(link?["alt"] == nil)
    #expect(link?["data-é"] == "ü")
    #expect(link?.attributes.map(\.name) == ["href", "title", "hidden", "data-é", "=x"])
  }

  @Test func `has no NUL in its attributes`() {
    let page = document("<a b\0c=1 \0=2 e='\0f'>")
    #expect(first("a", in: page)?.attributes.map(\.name) == ["b\u{FFFD}c", "\u{FFFD}", "e"])
    #expect(first("a", in: page)?.attributes.map(\.value) == ["1", "2", "\u{FFFD}f"])
  }

  @Test func `knows its ancestors, the nearest first`() {
    let bold = first("b", in: page)
    #expect(bold?.ancestors.map(\.name) == ["a", "li", "ul", "nav", "body", "html"])
    #expect(bold?.parent?["href"] == "2")
    #expect(page.root?.parent == nil)
    #expect(page.root?.ancestors.map(\.name) == [])
  }

  @Test func `knows its children and descendants`() {
    #expect(page.body?.children.map(\.name) == ["nav", "main"])
    #expect(first("ul", in: page)?.descendants.map(\.name) == ["li", "a", "li", "a", "b"])
    #expect(page.body?.descendants(named: "a").map(\.text) == ["a", "bc"])
    #expect(first("b", in: page)?.descendants.map(\.name) == [])
  }

  @Test func `says what it is inside of, HTML only`() {
    let links = page.elements.filter { $0.name == "a" }
    #expect(links.map { $0.isInside("nav") } == [true, true, false])
    #expect(links.map { $0.isInside("svg") } == [false, false, false])
    #expect(links.map { $0.isInside("a") } == [false, false, false])
    #expect(links.map { $0.isInside("nowhere") } == [false, false, false])
  }

  @Test func `contains what lies below it, and not itself`() throws {
    let nav = try #require(first("nav", in: page))
    let main = try #require(first("main", in: page))
    let bold = try #require(first("b", in: page))
    #expect(nav.contains(bold))
    #expect(!main.contains(bold))
    #expect(!bold.contains(nav))
    #expect(!nav.contains(nav))
    #expect(try !nav.contains(#require(first("b", in: document("<nav><ul><li><a><b>")))))
  }

  @Test func `is itself in its own document only`() {
    #expect(first("nav", in: page) == page.body?.children.first { _ in true })
    #expect(first("nav", in: page) != first("main", in: page))
    #expect(document("<p>").body != document("<p>").body)
  }

  @Test func `outlives its document's variable and crosses threads`() async {
    let body = document("<p>still here</p>").body
    #expect(await Task.detached { body?.text }.value == "still here")
  }

  @Test func `agrees with a walk over its nodes`() {
    func walk(_ element: Element) -> [Element] {
      element.nodes.flatMap { node -> [Element] in
        if case .element(let child) = node { [child] + walk(child) } else { [] }
      }
    }
    #expect(page.root.map(walk) == page.root.map { Array($0.descendants) })
    for element in page.elements {
      #expect(element.descendants.allSatisfy { element.contains($0) && $0.ancestors.contains(element) })
      #expect(element.children.allSatisfy { $0.parent == element })
    }
  }
}
