// Text as it is laid out: two paragraphs are two words, though no space stands between their tags.

internal import HTML

extension Element {
  /// The text below, leaving out elements, with a space where a line or a block begins or ends.
  ///
  /// - Parameter isLeftOut: Asked once of each element below, unless it lies in one left out.
  /// - Returns: The text, its whitespace not yet collapsed.
  func text(leavingOut isLeftOut: (Element) -> Bool) -> String {
    var text = ""
    var open = [(nodes: nodes, separator: "")]
    while let last = open.indices.last {
      switch open[last].nodes.next() {
      case .text(let own): text += own
      case .element(let child):
        let separator = child.isSeparate ? " " : ""
        text += separator
        if !isLeftOut(child) { open.append((child.nodes, separator)) }
      case nil: text += open.removeLast().separator
      }
    }
    return text
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
