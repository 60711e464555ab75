// Text as it is laid out: two paragraphs are two words, though no space stands between their tags.

internal import HTML

extension Element {
  /// Gives the text below piece by piece, leaving out elements, with a space where a line or a block begins or ends.
  ///
  /// - Parameters:
  ///   - isLeftOut: Asked once of each element below, unless it lies in one left out.
  ///   - take: Takes each piece, its whitespace not yet collapsed.
  func forEachText(leavingOut isLeftOut: (Element) -> Bool, _ take: (String) -> Void) {
    var open = [(nodes: nodes, isSeparate: false)]
    while let last = open.indices.last {
      switch open[last].nodes.next() {
      case .text(let own): take(own)
      case .element(let child):
        let isSeparate = child.isSeparate
        if isSeparate { take(" ") }
        if !isLeftOut(child) { open.append((child.nodes, isSeparate)) }
      case nil: if open.removeLast().isSeparate { take(" ") }
      }
    }
  }

  /// Whether browsers set the element apart from the text around it: blocks, cells, controls, line ends.
  var isSeparate: Bool { separateNames.contains(name) }
}

/// The elements that HTML's style sheet for browsers (15.3) shows otherwise than inline, and `br`.
private let separateNames: Set<String> = [
  "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details",
  "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
  "h4", "h5", "h6", "header", "hgroup", "hr", "iframe", "input", "legend", "li", "listing", "main", "menu",
  "nav", "object", "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select",
  "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "video", "xmp",
]
