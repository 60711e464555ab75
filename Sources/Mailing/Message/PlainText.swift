// The plain part of a mail whose writer gave only HTML: what a person would read aloud, and where links lead.

internal import HTML

/// Plain text made from HTML.
public enum PlainText {
  /// The text of a document: blocks apart, list items with a dash, links with their URL after them.
  ///
  /// Of more than 2 MiB of HTML the rest is left out.
  public static func text(of html: String) -> String {
    let document = Document(Array(html.utf8), charset: "utf-8")
    guard let root = document.root else { return "" }
    var layout = TextLayout()
    var open: [(element: Element, nodes: Nodes, start: Int)] = [(root, root.nodes, 0)]
    while let last = open.indices.last {
      switch open[last].nodes.next() {
      case .text(let text): layout.add(text)
      case .element(let child):
        guard !isLeftOut(child) else { continue }
        layout.begin(child)
        open.append((child, child.nodes, layout.length))
      case nil:
        let ended = open.removeLast()
        layout.end(ended.element, after: ended.start)
      }
    }
    return layout.text
  }

  private static func isLeftOut(_ element: Element) -> Bool {
    if ["head", "script", "style", "template", "title", "noscript", "svg"].contains(element.name) {
      return true
    }
    guard let style = element["style"] else { return false }
    // What mail programs show beside the subject is hidden in the mail itself.
    return style.lowercased().filter { $0 != " " }.contains("display:none")
  }
}

/// Text on its way from words to paragraphs.
private struct TextLayout {
  private(set) var text = ""
  private var lineBreaks = 0
  private var hasSpace = false

  var length: Int { text.utf8.count }

  mutating func add(_ words: String) {
    for scalar in words.unicodeScalars {
      switch scalar {
      case " ", "\t", "\n", "\r", "\u{C}": hasSpace = true
      // Fillers, which keep the text beside the subject short.
      case "\u{200B}"..."\u{200D}", "\u{FEFF}", "\u{AD}", "\u{34F}": continue
      default:
        layOut()
        text.unicodeScalars.append(scalar)
      }
    }
  }

  mutating func begin(_ element: Element) {
    switch element.name {
    case "br": lineBreaks = min(lineBreaks + 1, 2)
    case "hr":
      lineBreaks = 2
      add("---")
      lineBreaks = 2
    case "li":
      lineBreaks = max(lineBreaks, 1)
      add("- ")
      hasSpace = false
      text += text.hasSuffix("-") ? " " : ""
    case "img":
      if let words = element["alt"] { add(words) }
    default: separate(element)
    }
  }

  mutating func end(_ element: Element, after start: Int) {
    if element.name == "a", let url = element["href"], isWorthShowing(url) {
      let shown = text.utf8.dropFirst(start)
      let words = String(decoding: shown, as: UTF8.self).filter { !$0.isWhitespace }
      if words != url, !words.isEmpty || lineBreaks == 0, "https://\(words)/" != url,
        "https://\(words)" != url
      {
        hasSpace = hasSpace || !text.isEmpty
        add("(\(url))")
      }
    }
    if element.name != "br", element.name != "hr", element.name != "li" {
      separate(element)
    } else if element.name == "li" {
      lineBreaks = max(lineBreaks, 1)
    }
  }

  private func isWorthShowing(_ url: String) -> Bool {
    ["http://", "https://", "mailto:"].contains { url.lowercased().hasPrefix($0) }
  }

  private mutating func separate(_ element: Element) {
    switch element.name {
    case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "section",
      "article",
      "header", "footer", "figure":
      lineBreaks = 2
    case "div", "tr", "dt", "dd", "address", "main", "nav", "aside", "form", "body", "center":
      lineBreaks = max(lineBreaks, 1)
    case "td", "th": hasSpace = true
    default: break
    }
  }

  /// Writes the space or the line ends that are due before the next word.
  private mutating func layOut() {
    if !text.isEmpty {
      if lineBreaks > 0 {
        text += String(repeating: "\n", count: lineBreaks)
      } else if hasSpace, text.utf8.last != 0x20, text.utf8.last != 0x0A {
        text += " "
      }
    }
    lineBreaks = 0
    hasSpace = false
  }
}
