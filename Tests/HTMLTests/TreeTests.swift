// The tree a page becomes.

import HTML
import Testing

@Suite struct `The tree of a page` {
  @Test func `has html, head and body though no tag says so`() {
    let document = Document(Array("<title>a</title><p>b<svg><title>c</title></svg>".utf8))
    #expect(document.elements.map(\.name) == ["html", "head", "title", "body", "p", "svg", "title"])
    #expect(document.elements(named: "title").map(\.text) == ["a"])
    #expect(document.depth == 5)
  }
}
