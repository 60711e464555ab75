// The part of the text that people see and that is the page's own: no scripts, styles, graphics, nor hidden
// elements, and nothing that repeats from page to page.

internal import HTML

extension Document {
  /// The text of the first visible `main`, else of the body without navigation, header, footer and asides;
  /// collapsed.
  var mainText: String {
    var bytes: [UInt8] = []
    forEachMainText { text in
      for index in text.indices { bytes.append(text[index]) }
    }
    return String(decoding: bytes, as: UTF8.self).collapsingWhitespace()
  }

  /// The sketch of ``mainText``, which is not built for it.
  var mainSketch: TextSketch {
    var sketcher = TextSketcher()
    forEachMainText { sketcher.take($0) }
    return sketcher.end()
  }

  private func forEachMainText(_ take: (Span<UInt8>) -> Void) {
    guard let body, !body.isInvisible, root?.isInvisible != true else { return }
    if let main = main(in: body) { return main.forEachText(leavingOut: \.isInvisible, take) }
    body.forEachText(leavingOut: { $0.isInvisible || $0.isPageFurniture }, take)
  }

  /// A page may have several `main` as long as all but one are hidden (HTML 4.4.14); ours is the one seen.
  private func main(in body: Element) -> Element? {
    if body.hasRole("main") { return body }
    var invisible: Element?
    return body.descendants.first { element in
      if let invisible, invisible.contains(element) { return false }
      guard !element.isInvisible else {
        invisible = element
        return false
      }
      return element.name == "main" || element.hasRole("main")
    }
  }
}

extension Element {
  /// Whether the element's text is never part of the page's text.
  var isInvisible: Bool { traits.contains(.isInvisible) || self["hidden"] != nil }

  /// Whether the element surrounds the page's own content, and repeats from page to page.
  fileprivate var isPageFurniture: Bool {
    guard !traits.contains(.isFurniture) else { return true }
    guard self["role"] != nil else { return false }
    return hasRole("navigation") || hasRole("banner") || hasRole("contentinfo") || hasRole("complementary")
  }

  /// Whether the `role` attribute names this role; of several tokens the first counts.
  func hasRole(_ role: String) -> Bool {
    guard let text = self["role"] else { return false }
    return text == role
      || text.lowercased().split(maxSplits: 1, whereSeparator: \.isWhitespace).first.map(String.init) == role
  }
}
