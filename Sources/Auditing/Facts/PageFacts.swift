// What an HTML page says, as far as the rules ask: the facts, not yet a verdict.

/// The facts of one HTML page.
public struct PageFacts: Sendable {
  /// The texts of the `title` elements in the head, collapsed; graphics have titles of their own.
  public var titles: [String] = []
  /// The contents of `meta[name=description]` in the head, collapsed, empty ones included.
  public var descriptions: [String] = []
  /// Headings in document order.
  public var headings: [Heading] = []
  /// Canonical URLs of head and `Link` header.
  public var canonicals: [PageAddress] = []
  /// How many canonical declarations there are, usable or not.
  public var canonicalCount = 0
  /// Robots directives of metas and headers.
  public var robots = RobotsDirectives()
  /// The `lang` of the `html` element, trimmed; nil when absent.
  public var lang: String?
  /// The content of the first non-blank `meta[name=viewport]`.
  public var viewport: String?
  /// Alternatives in other languages, of head and `Link` header.
  public var hreflang: [Alternate] = []
  /// The pages before and after in a series, each once: `link`, `a`, `area` and `Link` header with `rel` next or prev.
  public var series: [PageAddress] = []
  /// The script and style sheet files that the page loads, each once, with images among them: what a browser asks for.
  public var assets: [Asset] = []
  /// Where a meta refresh leads, and after how many seconds.
  public var refresh: (target: PageAddress, delaySeconds: Int)?
  /// Links to http(s) URLs, each target once, in the order of first appearance.
  public var links: [Link] = []
  /// How many `a[href]` and `area[href]` there are in all.
  public var linkCount = 0
  /// Images in document order.
  public var images: [Image] = []
  /// Words of the main text.
  public var mainWords = 0
  /// What remains of the main text; nil when nobody read it.
  public var sketch: TextSketch?
  /// The encoding that the page was read in.
  public var encoding = "UTF-8"
  /// How many elements there are.
  public var elementCount = 0
  /// How deep the deepest element lies, the root's depth being 1.
  public var depth = 0
  /// Whether nesting was so deep that the rest was not read.
  public var isCutByDepth = false

  /// Facts of a page that says nothing.
  public init() {}

  /// A heading.
  public struct Heading: Hashable, Sendable {
    /// 1 to 6.
    public var level: Int
    /// Its accessible name, collapsed.
    public var text: String
  }

  /// A page in another language.
  public struct Alternate: Hashable, Sendable {
    /// The code as written.
    public var code: String
    /// The page.
    public var address: PageAddress
  }

  /// A file that the page loads.
  public struct Asset: Hashable, Sendable {
    /// Image, script or style sheet.
    public var kind: CheckedURL.Kind
    /// Its URL.
    public var address: PageAddress

    /// Makes the record of a file.
    public init(kind: CheckedURL.Kind, address: PageAddress) {
      self.kind = kind
      self.address = address
    }
  }

  /// An image.
  public struct Image: Hashable, Sendable {
    /// `src` as written; nil when absent.
    public var source: String?
    /// `alt` as written; nil when absent, which is not the same as empty.
    public var alternative: String?
    /// Whether something else tells what the image shows, or that it is decoration.
    public var isExplained: Bool
  }
}

/// A link to one target, however often the page holds it.
public struct Link: Sendable {
  /// Where in the page a link stands.
  public enum Place: String, Sendable {
    /// In a `nav`.
    case navigation = "nav"
    /// In a `header`.
    case header
    /// In a `footer`.
    case footer
    /// In an `aside`.
    case aside
    /// Elsewhere.
    case content
  }

  /// The target.
  public var address: PageAddress
  /// Whether the target belongs to the site.
  public var isInternal: Bool
  /// The accessible name of the first link to the target.
  public var anchor: String
  /// `rel` tokens of the first link, in lower case, joined by spaces.
  public var relations: String
  /// Whether every link to the target is marked nofollow, ugc or sponsored, or the page is.
  public var isNofollow: Bool
  /// Where the first link stands.
  public var place: Place
  /// How often the page links to the target.
  public var count = 1
}
