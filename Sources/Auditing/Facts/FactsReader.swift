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
  /// The `template` and the `noscript` last come across; what they hold comes next.
  private var template: Element?
  private var noscript: Element?
  /// Whether a refresh was found that a browser obeys; it ignores all others.
  private var isRefreshing = false

  /// Lists longer than this are cut: a page may hold a million links (counts stay exact).
  private static let longestList = 5_000

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
    facts.mainWords = document.mainText.wordCount
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
      for link in LinkHeader.links(in: value) where link.relations.contains("canonical") && isOwn(link) {
        // A header knows nothing of the page's `base` (RFC 8288 3.2).
        addCanonical(link.target, base: url)
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
    guard let rel = link["rel"]?.lowercased(), let href = link["href"], isInHead(link) else { return }
    let relations = rel.split(whereSeparator: \.isWhitespace)
    if relations.contains("canonical") { addCanonical(href, base: base) }
    guard relations.contains("alternate"), let code = link["hreflang"],
      facts.hreflang.count < Self.longestList, let url = URL(href, base: base), url.isKept
    else { return }
    facts.hreflang.append(.init(code: code.cut, address: PageAddress(url)))
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
    guard facts.images.count < Self.longestList, !isForNoScript(image) else { return }
    facts.images.append(
      .init(
        source: image["src"]?.cut, alternative: image["alt"]?.cut,
        isExplained: image.isNamed || image.isDecoration))
  }

  private mutating func readLink(_ element: Element) {
    guard let href = element["href"] else { return }
    facts.linkCount += 1
    guard let url = URL(href, base: base), url.isKept else { return }
    let relations = element["rel"].map { $0.lowercased().split(whereSeparator: \.isWhitespace) } ?? []
    let isNofollow = relations.contains { $0 == "nofollow" || $0 == "ugc" || $0 == "sponsored" }
    let address = PageAddress(url)
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
  /// The text, or its first 1,000 characters: more is never shown, and no rule asks for more.
  fileprivate var cut: String {
    guard utf8.count > 1_000 else { return self }
    let text = prefix(1_000)
    // A letter with a million accents is one character.
    guard text.utf8.count > 16_000 else { return String(text) }
    return String(text.unicodeScalars.prefix(4_000))
  }
}
