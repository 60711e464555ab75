// What the name of an element alone tells of it: found out once for each name of a page.

/// What browsers do with elements of a name, and what people use them for.
public struct Traits: OptionSet, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// Traits by their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Set apart from the text around it: what HTML's style sheet for browsers (15.3) shows otherwise than inline, and
  /// `br`.
  public static let isSeparate = Traits(rawValue: 1)
  /// Holds nothing that is part of the page's text.
  public static let isInvisible = Traits(rawValue: 2)
  /// Surrounds what the page is about: `nav`, `header`, `footer`, `aside`.
  public static let isFurniture = Traits(rawValue: 4)

  init(_ name: String) {
    self = []
    switch name {
    case "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd",
      "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
      "h1",
      "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "iframe", "input", "legend", "li", "listing",
      "main", "menu", "nav", "object", "ol", "optgroup", "option", "p", "plaintext", "pre", "search",
      "section",
      "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "video",
      "xmp":
      insert(.isSeparate)
    case "script", "style", "noscript", "template", "svg", "math", "head", "title": insert(.isInvisible)
    default: break
    }
    switch name {
    case "nav", "header", "footer", "aside": insert(.isFurniture)
    default: break
    }
  }
}

extension Element {
  /// What the element's name tells.
  public var traits: Traits { tree.names.traits(of: record.name) }
}
