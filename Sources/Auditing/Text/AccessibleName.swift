// What a link or a heading is called, by the cheap part of W3C's accessible name computation.

internal import HTML

/// Names elements of one document.
///
/// A name takes its time from a budget, and all names of the page from another, so that no page can be
/// built whose names take longer than the page itself.
struct AccessibleNames {
  private let document: Document
  private var identified: [String: Element]?
  /// The text of elements that names were taken from by id: one may label every link of the page.
  private var labels: [String: String] = [:]
  private var rest = Budget(nodes: 500_000, bytes: 4_000_000)

  init(_ document: Document) {
    self.document = document
  }

  /// The name: `aria-labelledby`, else `aria-label`, else content, else `title`; collapsed.
  mutating func name(of element: Element) -> String {
    if let ids = element["aria-labelledby"] {
      let named = ids.split(maxSplits: 16, whereSeparator: \.isWhitespace).prefix(16)
      let text = named.map { label(withID: String($0)) }.joined(separator: " ").collapsingWhitespace()
      if !text.isEmpty { return text }
    }
    if let label = element["aria-label"]?.collapsingWhitespace(), !label.isEmpty { return label }
    let text = content(of: element)
    return text.isEmpty ? element["title"]?.collapsingWhitespace() ?? "" : text
  }

  /// The text of the element with an id.
  ///
  /// Its own labels are not followed, so nothing can go in circles.
  private mutating func label(withID id: String) -> String {
    guard !rest.isSpent else { return "" }
    if let known = labels[id] {
      rest.bytes -= known.utf8.count
      return known
    }
    let label = self.element(withID: id).map { content(of: $0) } ?? ""
    labels[id] = label
    return label
  }

  /// Text with the `alt` of images and the `title` of graphics in its place; collapsed.
  private mutating func content(of element: Element) -> String {
    var budget = Budget(nodes: 10_000, bytes: 10_000)
    var text = ""
    var open: [(nodes: Nodes, separator: String)] = []
    if let whole = element.alternative(&budget) {
      text = String(whole.unicodeScalars.prefix(budget.bytes))
    } else {
      open = [(element.nodes, "")]
    }
    while let last = open.indices.last, !budget.isSpent, !rest.isSpent {
      budget.nodes -= 1
      rest.nodes -= 1
      let part: String
      switch open[last].nodes.next() {
      case .text(let own): part = own
      case .element(let child):
        let nodes = budget.nodes
        let alternative = child.alternative(&budget)
        rest.nodes -= nodes - budget.nodes
        let separator = child.isSeparate ? " " : ""
        part = alternative.map { " \($0) " } ?? separator
        if alternative == nil { open.append((child.nodes, separator)) }
      case nil: part = open.removeLast().separator
      }
      rest.bytes -= part.utf8.count
      text += part.utf8.count <= budget.bytes ? part : String(part.unicodeScalars.prefix(budget.bytes))
      budget.bytes -= part.utf8.count
    }
    return text.collapsingWhitespace()
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

/// What names may cost.
private struct Budget {
  var nodes: Int
  var bytes: Int
  var isSpent: Bool { nodes <= 0 || bytes <= 0 }
}

extension Element {
  /// What stands for the element in a name in place of its content; nil when its content does.
  ///
  /// `area` has nothing but its `alt` to be called by.
  fileprivate func alternative(_ budget: inout Budget) -> String? {
    switch name {
    case "script", "style", "noscript", "template": return ""
    case "img", "area": return self["alt"] ?? ""
    case "input": return self["type"]?.lowercased() == "image" ? self["alt"] ?? "" : ""
    case "svg":
      for element in descendants where budget.nodes > 0 {
        if element.name == "title" { return element.text }
        budget.nodes -= 1
      }
      return ""
    default: return nil
    }
  }
}
