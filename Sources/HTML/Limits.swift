// How much of a page is read. A page is written by a stranger, and parsing HTML as the standard wants it
// is quadratic in more than one place.

extension Document {
  /// How much of a page is read; a page that exceeds one of these is cut there, and says so.
  public struct Limits: Sendable {
    /// The size of the page as received, in bytes.
    public var bytes: Int = 2_097_152
    /// The depth of the tree, the root element's being 1.
    ///
    /// Nearly every tag makes the parser look through all open elements. Blink stops at 512 as well.
    public var depth: Int = 512
    /// The number of attributes of one tag, more or less.
    ///
    /// Each is compared with all before it, and formatting elements with each other, attribute by attribute.
    public var attributes: Int = 256
    /// The parser's memory, in bytes, all of it given back when the document is made.
    public var memory: Int = 134_217_728
    /// The parser's CPU time.
    ///
    /// A page of two megabytes takes a tenth of a second. This ends what the other limits leave: hundreds
    /// of thousands of tags, each looking through hundreds of open elements.
    public var time: Duration = .milliseconds(600)

    /// The limits the crawler uses.
    public init() {}
  }
}
