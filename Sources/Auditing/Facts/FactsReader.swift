// From a parsed page to its facts: one walk over the elements in document order.

public import HTML
public import WebURL

/// Collects the facts of one page.
struct FactsReader {
  private(set) var facts = PageFacts()
  private let document: Document
  private let head: Element?
  private let scope: Scope
  private let url: URL
  private var base: URL
  private var names: AccessibleNames
  private var positions: [String: Int] = [:]
  private var assets: Set<String> = []
  /// The `template` and the `noscript` last come across; what they hold comes next.
  private var template: Element?
  private var noscript: Element?
  /// Whether a refresh was found that a browser obeys; it ignores all others.
  private var isRefreshing = false

  /// Lists longer than this are cut: a page may hold a million links (counts stay exact).
  private static let longestList = 5_000
  private static let mostAssets = 500
  /// A page has one before it and one after.
  private static let longestSeries = 10

  init(_ document: Document, at url: URL, scope: Scope) {
    self.document = document
    self.scope = scope
    self.url = url
    head = document.head
    base = url
    names = AccessibleNames(document)
  }

  mutating func read(headers: [(name: String, value: String)]) {
    facts.encoding = document.encoding
    facts.elementCount = document.elementCount
    facts.depth = document.depth
    facts.isCutByDepth = document.isCutByDepth
    facts.lang = document.root?["lang"]?.collapsingWhitespace().cut
    readBase()
    for header in headers { read(header.name, header.value) }
    for element in document.elements { read(element) }
    if facts.robots.isNofollow {
      for index in facts.links.indices { facts.links[index].isNofollow = true }
    }
    let sketch = document.mainSketch
    facts.mainWords = sketch.words
    facts.sketch = sketch
  }

  /// The first `base` with a `href` counts, when it is a URL that can be a base (HTML 4.2.3).
  private mutating func readBase() {
    let bases = document.elements(named: "base").lazy.filter { !$0.isInside("template") }
    guard let href = bases.compactMap({ $0["href"] }).first, let url = URL(href, base: url),
      url.scheme != "data", url.scheme != "javascript"
    else { return }
    // What is relative to a longer path is too long to be kept, so any path of that length will do: without this each
    // link of a page would copy a megabyte.
    base = url.href.utf8.count <= URL.longestKept ? url : URL(Self.longPath, base: url) ?? Self.nowhere ?? url
  }

  /// A base without a path: nothing can be relative to it.
  private static let nowhere = URL("about:blank")
  private static let longPath = "/" + String(repeating: "x", count: URL.longestKept) + "/"

  private mutating func read(_ header: String, _ value: String) {
    switch header.lowercased() {
    case "x-robots-tag": facts.robots.add(header: value)
    case "link":
      // A header knows nothing of the page's `base` (RFC 8288 3.2).
      for link in LinkHeader.links(in: value) where isOwn(link) {
        if link.relations.contains("canonical") { addCanonical(link.target, base: url) }
        if link.relations.contains("alternate") {
          for code in link.languages { addAlternate(link.target, code, base: url) }
        }
        addSeries(link.target, link.relations, base: url)
      }
    default: break
    }
  }

  /// Whether a link of a header is this page's, not one that the header declares for another (RFC 8288 3.2).
  private func isOwn(_ link: LinkHeader) -> Bool {
    guard let anchor = link.parameters["anchor"] else { return true }
    return URL(anchor, base: url).map(PageAddress.init) == PageAddress(url)
  }

  private mutating func read(_ element: Element) {
    // A template is no part of the page until a script makes it one.
    if let template, template.contains(element) { return }
    guard element.namespace == .html else { return }
    switch element.name {
    case "template": template = element
    case "noscript":
      if !isForNoScript(element) { noscript = element }
    case "a", "area": readLink(element)
    case "img": readImage(element)
    case "script": addAsset(.script, element["src"])
    case "meta": readMeta(element)
    case "link": readRelation(element)
    case "title":
      guard isInHead(element) else { return }
      facts.titles.append(element.text.collapsingWhitespace().cut)
    case "h1": addHeading(element, level: 1)
    case "h2", "h3", "h4", "h5", "h6":
      let level = element.hasRole("heading") ? element.ariaLevel : nil
      addHeading(element, level: level ?? Int(element.name.dropFirst()) ?? 6)
    default:
      guard element.hasRole("heading") else { return }
      addHeading(element, level: element.ariaLevel ?? 2)
    }
  }

  private func isInHead(_ element: Element) -> Bool { head?.contains(element) ?? false }

  /// Whether the element is seen only where scripts do not run.
  ///
  /// Links and robots directives are read there as well, as search engines do before they render; a heading,
  /// an image or a refresh there says nothing of the page that people get.
  private func isForNoScript(_ element: Element) -> Bool { noscript?.contains(element) ?? false }

  // MARK: - Head

  private mutating func readMeta(_ meta: Element) {
    let content = meta["content"]
    switch meta["name"]?.lowercased() {
    case "robots", "googlebot": facts.robots.add(meta: content ?? "")
    case "description":
      guard isInHead(meta) else { return }
      facts.descriptions.append((content ?? "").collapsingWhitespace().cut)
    case "viewport":
      guard facts.viewport == nil, let content = content?.collapsingWhitespace(), !content.isEmpty else {
        return
      }
      facts.viewport = content.cut
    default: break
    }
    if meta["http-equiv"]?.lowercased() == "refresh", let content { readRefresh(content, of: meta) }
  }

  private mutating func readRefresh(_ content: String, of meta: Element) {
    guard !isRefreshing, !isForNoScript(meta), let refresh = MetaRefresh(content) else { return }
    guard let target = refresh.target else {
      isRefreshing = true
      return
    }
    guard let url = URL(target, base: base), url.scheme != "javascript" else { return }
    isRefreshing = true
    if url.isKept { facts.refresh = (PageAddress(url), refresh.delay) }
  }

  private mutating func readRelation(_ link: Element) {
    guard let rel = link["rel"]?.lowercased(), let href = link["href"] else { return }
    let relations = rel.split(whereSeparator: \.isWhitespace).map(String.init)
    // A style sheet works in the body as well.
    if relations.contains("stylesheet") { addAsset(.stylesheet, href) }
    guard isInHead(link) else { return }
    if relations.contains("canonical") { addCanonical(href, base: base) }
    addSeries(href, relations, base: base)
    guard relations.contains("alternate"), let code = link["hreflang"] else { return }
    addAlternate(href, code, base: base)
  }

  private mutating func addAlternate(_ href: String, _ code: String, base: URL) {
    guard facts.hreflang.count < Self.longestList, let url = URL(href, base: base), url.isKept else { return }
    facts.hreflang.append(.init(code: code.cut, address: PageAddress(url)))
  }

  /// HTML 4.6.7; `previous` is what browsers once read as well.
  private mutating func addSeries(_ href: String, _ relations: [String], base: URL) {
    guard relations.contains(where: { $0 == "next" || $0 == "prev" || $0 == "previous" }),
      facts.series.count < Self.longestSeries, let url = URL(href, base: base), url.isKept
    else { return }
    let address = PageAddress(url)
    if !facts.series.contains(address) { facts.series.append(address) }
  }

  private mutating func addCanonical(_ href: String, base: URL) {
    facts.canonicalCount += 1
    // An empty URL would be the page's own; it names none.
    guard !href.collapsingWhitespace().isEmpty, facts.canonicals.count < Self.longestList,
      let url = URL(href, base: base), url.isKept
    else { return }
    facts.canonicals.append(PageAddress(url))
  }

  // MARK: - Body

  private mutating func addHeading(_ element: Element, level: Int) {
    guard facts.headings.count < Self.longestList, !isForNoScript(element) else { return }
    facts.headings.append(.init(level: level, text: names.name(of: element).cut))
  }

  private mutating func readImage(_ image: Element) {
    guard !isForNoScript(image) else { return }
    // Until a script puts the image in its place, `src` may hold a few bytes of data.
    if !addAsset(.image, image["src"]) { addAsset(.image, image["srcset"]?.firstCandidate) }
    guard facts.images.count < Self.longestList else { return }
    facts.images.append(
      .init(
        source: image["src"]?.cut, alternative: image["alt"]?.cut,
        isExplained: image.isNamed || image.isDecoration))
  }

  /// Notes a file that the page loads; false when the text names none.
  @discardableResult private mutating func addAsset(_ kind: CheckedURL.Kind, _ source: String?) -> Bool {
    guard let source = source?.collapsingWhitespace(), !source.isEmpty, let url = URL(source, base: base),
      url.isKept
    else { return false }
    let address = PageAddress(url)
    if facts.assets.count < Self.mostAssets, assets.insert(address.key).inserted {
      facts.assets.append(.init(kind: kind, address: address))
    }
    return true
  }

  private mutating func readLink(_ element: Element) {
    guard let href = element["href"] else { return }
    facts.linkCount += 1
    guard let url = URL(href, base: base), url.isKept else { return }
    let rel = element["rel"]?.lowercased()
    let relations = rel.map { $0.split(whereSeparator: \.isWhitespace).map(String.init) } ?? []
    let isNofollow = relations.contains { $0 == "nofollow" || $0 == "ugc" || $0 == "sponsored" }
    let address = PageAddress(url)
    addSeries(href, relations, base: base)
    if let position = positions[address.key] {
      facts.links[position].count += 1
      facts.links[position].isNofollow = facts.links[position].isNofollow && isNofollow
      return
    }
    guard facts.links.count < Self.longestList else { return }
    positions[address.key] = facts.links.count
    facts.links.append(
      Link(
        address: address, isInternal: scope.contains(url), anchor: names.name(of: element).cut,
        relations: relations.joined(separator: " ").cut, isNofollow: isNofollow, place: element.place))
  }
}

extension PageFacts {
  /// Reads the facts of a page.
  ///
  /// - Parameters:
  ///   - document: The parsed page.
  ///   - url: Its final URL.
  ///   - headers: The answer's header fields.
  ///   - scope: What belongs to the site.
  public init(
    _ document: Document, at url: URL, headers: [(name: String, value: String)], scope: Scope
  ) {
    var reader = FactsReader(document, at: url, scope: scope)
    reader.read(headers: headers)
    self = reader.facts
  }
}

extension URL {
  /// Whether it is kept: of the web, and no longer than servers and crawlers take (2,083 bytes).
  ///
  /// A page may hold thousands of links of its own length each.
  fileprivate var isKept: Bool { isWeb && href.utf8.count <= Self.longestKept }

  /// In bytes.
  fileprivate static let longestKept = 2_083
}

extension String {
  /// The URL of the first image in a `srcset` (HTML 4.8.4.2.1).
  fileprivate var firstCandidate: String? {
    drop { $0.isWhitespace || $0 == "," }.split(whereSeparator: \.isWhitespace).first.map { url in
      var url = url
      while url.last == "," { url.removeLast() }
      return String(url)
    }
  }

  /// The text, or its first 1,000 characters: more is never shown, and no rule asks for more.
  fileprivate var cut: String {
    guard utf8.count > 1_000 else { return self }
    let text = prefix(1_000)
    // A letter with a million accents is one character.
    guard text.utf8.count > 16_000 else { return String(text) }
    return String(text.unicodeScalars.prefix(4_000))
  }
}
