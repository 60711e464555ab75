// Text of HTML whose interpolation escapes: what strangers wrote - titles, URLs, names - stays text whatever is in it,
// unless the source says otherwise.

/// A piece of HTML.
///
/// Literals of the source are taken as HTML; what is interpolated is escaped, fit for text and for attributes alike.
///
///     let title = "<b>A & B</b>"
///     let cell: HTMLText = #"<td title="\#(title)">\#(title)</td>"#
///     let link: HTMLText = #"<a href="\#(href: url)">\#(title)</a>"#   // http, https and mailto only
public struct HTMLText: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// The HTML.
  public private(set) var description: String

  /// No HTML.
  public init() { description = "" }

  /// Takes a literal of the source as HTML.
  public init(stringLiteral value: String) { description = value }

  /// Takes a literal with escaped values in it.
  public init(stringInterpolation: StringInterpolation) { description = stringInterpolation.html }

  /// Escapes a text.
  public init(_ text: String) { description = Escaping.text(text) }

  /// Adds HTML at the end.
  public static func += (left: inout HTMLText, right: HTMLText) { left.description += right.description }

  /// One after the other.
  public static func + (left: HTMLText, right: HTMLText) -> HTMLText {
    var both = left
    both += right
    return both
  }

  /// The pieces of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = ""

    /// Begins a literal.
    public init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    /// Takes a part of the source as it is.
    public mutating func appendLiteral(_ literal: String) { html += literal }

    /// Escapes a text; of an attribute without quotes nothing in it is the end.
    public mutating func appendInterpolation(_ text: String) {
      html += Escaping.text(text, withoutQuotes: html.hasSuffix("="))
    }

    /// Writes a number.
    public mutating func appendInterpolation(_ number: Int) { html += String(number) }

    /// Takes HTML as it is.
    public mutating func appendInterpolation(_ piece: HTMLText) { html += piece.description }

    /// Takes one piece after the other.
    public mutating func appendInterpolation(_ pieces: [HTMLText]) {
      for piece in pieces { html += piece.description }
    }

    /// Writes a URL for an attribute: http, https or mailto; of any other there is left `#`, which leads nowhere.
    public mutating func appendInterpolation(href url: String) {
      html += Escaping.text(Escaping.harmless(url) ?? "#", withoutQuotes: html.hasSuffix("="))
    }
  }
}

extension [HTMLText] {
  /// All pieces as one.
  public func joined() -> HTMLText { reduce(into: HTMLText()) { $0 += $1 } }
}
