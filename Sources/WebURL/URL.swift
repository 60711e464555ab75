// The URL of the WHATWG URL standard: one text in its serialised form, and where in it the parts are.

/// A URL as browsers understand it.
///
/// A URL is always valid and always in the form that the standard serialises it to, so two URLs are equal when
/// their texts are. The text is ASCII.
///
///     let base = URL("https://example.com/a/b?c")
///     URL("../d", base: base)?.href   // "https://example.com/d"
public struct URL: Sendable {
  /// The whole URL, with its fragment (WHATWG URL 4.5).
  public let href: String

  let layout: Layout

  /// Wraps a text that is known to be serialised, and the places of its parts.
  init(href: String, layout: Layout) {
    self.href = href
    self.layout = layout
  }

  /// Parses a text as an `a` element in a page at `base` would (WHATWG URL 4.4, without state override).
  ///
  /// - Parameters:
  ///   - text: An absolute URL, or a relative one when there is a base.
  ///   - base: What a relative URL is relative to.
  public init?(_ text: String, base: URL? = nil) {
    if let layout = Layout(ofSerialised: text.utf8.span) {
      self.init(href: text, layout: layout)
      return
    }
    var parser = Parser(text, base: base)
    do throws(InvalidURL) {
      try parser.parse()
    } catch {
      return nil
    }
    guard parser.output.count <= UInt32.max else { return nil }
    self.init(href: String(decoding: parser.output, as: UTF8.self), layout: parser.layout)
  }
}

extension URL: Hashable {
  /// Returns whether the two serialise to the same text, fragments included.
  public static func == (left: URL, right: URL) -> Bool {
    left.href == right.href
  }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(href)
  }
}

extension URL: CustomStringConvertible {
  /// The same as `href`.
  public var description: String { href }
}
