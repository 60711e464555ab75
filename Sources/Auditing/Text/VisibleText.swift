// The part of the text that people see and that is the page's own: no scripts, styles, graphics, nor hidden
// elements, and nothing that repeats from page to page.

internal import HTML

extension Document {
  /// The text of the first `main`, else of the body without navigation, header, footer and asides; collapsed.
  var mainText: String {
    guard let body else { return "" }
    let main = body.descendants.first { ($0.name == "main" && $0.namespace == .html) || $0.hasRole("main") }
    if let main { return main.text(skipping: \.isInvisible).collapsingWhitespace() }
    return body.text { $0.isInvisible || $0.isPageFurniture }.collapsingWhitespace()
  }
}

extension Element {
  /// Whether the element's text is never part of the page's text.
  var isInvisible: Bool {
    switch name {
    case "script", "style", "noscript", "template", "svg", "math", "head", "title": true
    default: self["hidden"] != nil
    }
  }

  /// Whether the element surrounds the page's own content, and repeats from page to page.
  fileprivate var isPageFurniture: Bool {
    switch name {
    case "nav", "header", "footer", "aside": true
    default:
      hasRole("navigation") || hasRole("banner") || hasRole("contentinfo") || hasRole("complementary")
    }
  }

  /// Whether the `role` attribute names this role; of several tokens the first counts.
  func hasRole(_ role: String) -> Bool {
    guard let text = self["role"] else { return false }
    return text == role
      || text.lowercased().split(whereSeparator: \.isWhitespace).first.map(String.init) == role
  }
}
