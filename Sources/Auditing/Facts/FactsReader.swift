// From a parsed page to its facts: one walk over the elements in document order.

public import HTML
public import WebURL

/// Collects the facts of one page.
struct FactsReader {
  private(set) var facts = PageFacts()
  private let document: Document
  private let scope: Scope
  private var base: URL
  private var names: AccessibleNames
  private var positions: [String: Int] = [:]

  /// Lists longer than this are cut: a page may hold a million links (counts stay exact).
  private static let longestList = 5_000

  init(_ document: Document, at url: URL, scope: Scope) {
    self.document = document
    self.scope = scope
    base = url
    names = AccessibleNames(document)
  }

  mutating func read(headers: [(name: String, value: String)]) {
    facts.encoding = document.encoding
    facts.elementCount = document.elementCount
    facts.isCutByDepth = document.isCutByDepth
    facts.lang = document.root?["lang"]?.collapsingWhitespace()
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
    guard let href = document.elements(named: "base").lazy.compactMap({ $0["href"] }).first,
      let url = URL(href, base: base), url.scheme != "data", url.scheme != "javascript"
    else { return }
    base = url
  }

  private mutating func read(_ header: String, _ value: String) {
    switch header.lowercased() {
    case "x-robots-tag": facts.robots.add(header: value)
    case "link":
      for link in LinkHeader.links(in: value) where link.relations.contains("canonical") {
        addCanonical(link.target)
      }
    default: break
    }
  }

  private mutating func read(_ element: Element) {
    guard element.namespace == .html else { return }
    switch element.name {
    case "a", "area": readLink(element)
    case "img": readImage(element)
    case "meta": readMeta(element)
    case "link": readRelation(element)
    case "title":
      guard element.isInside("head") else { return }
      facts.titles.append(element.text.collapsingWhitespace().cut)
    case "h1", "h2", "h3", "h4", "h5", "h6":
      addHeading(element, level: Int(element.name.dropFirst()) ?? 6)
    default:
      guard element.hasRole("heading") else { return }
      addHeading(element, level: element["aria-level"].flatMap { Int($0) } ?? 2)
    }
  }

  // MARK: - Head

  private mutating func readMeta(_ meta: Element) {
    let content = meta["content"]
    switch meta["name"]?.lowercased() {
    case "robots", "googlebot": facts.robots.add(meta: content ?? "")
    case "description":
      guard meta.isInside("head") else { return }
      facts.descriptions.append((content ?? "").collapsingWhitespace().cut)
    case "viewport":
      guard facts.viewport == nil, let content = content?.collapsingWhitespace(), !content.isEmpty else {
        return
      }
      facts.viewport = content.cut
    default: break
    }
    guard facts.refresh == nil, meta["http-equiv"]?.lowercased() == "refresh",
      let refresh = content.flatMap(MetaRefresh.init), let target = refresh.target,
      let url = URL(target, base: base), url.isWeb
    else { return }
    facts.refresh = (PageAddress(url), refresh.delay)
  }

  private mutating func readRelation(_ link: Element) {
    guard let rel = link["rel"]?.lowercased(), let href = link["href"], link.isInside("head") else { return }
    let relations = rel.split(whereSeparator: \.isWhitespace)
    if relations.contains("canonical") { addCanonical(href) }
    guard relations.contains("alternate"), let code = link["hreflang"], let url = URL(href, base: base),
      url.isWeb,
      facts.hreflang.count < Self.longestList
    else { return }
    facts.hreflang.append(.init(code: code, address: PageAddress(url)))
  }

  private mutating func addCanonical(_ href: String) {
    facts.canonicalCount += 1
    guard !href.isEmpty, facts.canonicals.count < Self.longestList, let url = URL(href, base: base), url.isWeb
    else {
      return
    }
    facts.canonicals.append(PageAddress(url))
  }

  // MARK: - Body

  private mutating func addHeading(_ element: Element, level: Int) {
    guard facts.headings.count < Self.longestList else { return }
    facts.headings.append(.init(level: level, text: names.name(of: element).cut))
  }

  private mutating func readImage(_ image: Element) {
    guard facts.images.count < Self.longestList else { return }
    let isExplained =
      image["aria-label"] != nil || image["aria-labelledby"] != nil || image["title"] != nil
      || image.hasRole("none") || image.hasRole("presentation")
      || image["aria-hidden"]?.lowercased() == "true"
    facts.images.append(
      .init(source: image["src"]?.cut, alternative: image["alt"]?.cut, isExplained: isExplained))
  }

  private mutating func readLink(_ element: Element) {
    guard let href = element["href"] else { return }
    facts.linkCount += 1
    guard let url = URL(href, base: base), url.isWeb else { return }
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
        relations: relations.joined(separator: " "), isNofollow: isNofollow, place: element.place))
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

extension Element {
  /// Where in the page the element stands, by its nearest sectioning ancestor.
  fileprivate var place: Link.Place {
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
}

extension URL {
  fileprivate var isWeb: Bool { scheme == "https" || scheme == "http" }
}

extension String {
  /// The text, or its first 1,000 characters: more is never shown, and no rule asks for more.
  fileprivate var cut: String { utf8.count > 1_000 ? String(prefix(1_000)) : self }
}
