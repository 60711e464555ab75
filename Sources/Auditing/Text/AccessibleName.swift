// What a link or a heading is called, by the cheap part of W3C's accessible name computation.

internal import HTML

/// Names elements of one document.
///
/// A name takes its time from a budget, so that no page can be built whose names take longer than the page
/// itself.
struct AccessibleNames {
  private let document: Document
  private var identified: [String: Element]?

  init(_ document: Document) {
    self.document = document
  }

  /// The name: `aria-labelledby`, else `aria-label`, else content, else `title`; collapsed.
  mutating func name(of element: Element) -> String {
    if let ids = element["aria-labelledby"] {
      var budget = Budget()
      let named = ids.split(whereSeparator: \.isWhitespace).prefix(16).compactMap {
        self.element(withID: String($0))
      }
      let text = named.map { content(of: $0, &budget) }.joined(separator: " ").collapsingWhitespace()
      if !text.isEmpty { return text }
    }
    if let label = element["aria-label"]?.collapsingWhitespace(), !label.isEmpty { return label }
    var budget = Budget()
    let text = content(of: element, &budget).collapsingWhitespace()
    return text.isEmpty ? element["title"]?.collapsingWhitespace() ?? "" : text
  }

  /// What one name may cost.
  private struct Budget {
    var nodes = 10_000
    var bytes = 10_000
    var isSpent: Bool { nodes <= 0 || bytes <= 0 }
  }

  /// Text with the `alt` of images and the `title` of graphics in its place.
  private func content(of element: Element, _ budget: inout Budget) -> String {
    var text = ""
    var pending = Array(element.nodes.prefix(budget.nodes).reversed())
    while let node = pending.popLast(), !budget.isSpent {
      let part: String
      switch node {
      case .text(let own): part = own
      case .element(let child):
        switch child.name {
        case "script", "style", "noscript", "template": part = ""
        case "img": part = child["alt"] ?? ""
        case "input": part = child["type"]?.lowercased() == "image" ? child["alt"] ?? "" : ""
        case "svg": part = child.descendants.first { $0.name == "title" }?.text ?? ""
        default:
          part = ""
          pending += child.nodes.prefix(budget.nodes).reversed()
        }
      }
      budget.nodes -= 1
      budget.bytes -= part.utf8.count
      text += part
    }
    return text
  }

  private mutating func element(withID id: String) -> Element? {
    if let identified { return identified[id] }
    var found: [String: Element] = [:]
    for element in document.elements {
      guard let id = element["id"], found[id] == nil else { continue }
      found[id] = element
    }
    identified = found
    return found[id]
  }
}
