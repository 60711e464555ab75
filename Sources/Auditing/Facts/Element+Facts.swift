// What single elements tell a reader of facts.

internal import HTML

extension Element {
  /// Where in the page the element stands, by its nearest sectioning ancestor.
  var place: Link.Place {
    for ancestor in ancestors {
      switch ancestor.name {
      case "nav": return .navigation
      case "header": return .header
      case "footer": return .footer
      case "aside": return .aside
      default: continue
      }
    }
    return .content
  }

  /// `aria-level`, as browsers read it: by HTML's rules for parsing integers, so "1.0" is 1; nil for what is
  /// no level.
  var ariaLevel: Int? {
    guard let text = self["aria-level"] else { return nil }
    let digits = text.unicodeScalars.drop { $0 == "+" || $0.properties.isWhitespace }
      .prefix { "0"..."9" ~= $0 }
    guard let level = Int(String(digits)), level > 0 else { return nil }
    return min(level, 6)
  }

  /// Whether an image says what it shows other than by `alt`; a blank label says nothing.
  var isNamed: Bool {
    ["aria-label", "aria-labelledby", "title"].contains { self[$0]?.collapsingWhitespace().isEmpty == false }
  }

  /// Whether the element is kept from those who would need a text for it, by itself or by what is around it.
  var isDecoration: Bool {
    hasRole("none") || hasRole("presentation") || isHiddenFromReaders
      || ancestors.contains(where: \.isHiddenFromReaders)
  }

  private var isHiddenFromReaders: Bool { self["aria-hidden"]?.lowercased() == "true" }
}
