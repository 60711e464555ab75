// What rules need to know of the site as a whole, worked out once before they are asked.

/// The site seen as a whole.
struct Survey: Sendable {
  let site: Site
  let pages: [Page]
  /// Positions by key.
  let positions: [String: Int]
  /// Why each page is indexable or not.
  let indexability: [Indexability]
  /// Indexable pages by title and language.
  let titles: Twins
  /// Indexable pages by description and language.
  let descriptions: Twins
  /// How many links of all pages lead to targets that redirect to themselves under https or with `www.`.
  let cosmeticRedirectLinks: Int

  init(_ site: Site) {
    let pages = site.pages
    self.site = site
    self.pages = pages
    var positions: [String: Int] = [:]
    for (position, page) in pages.enumerated() { positions[page.address.key] = position }
    self.positions = positions
    let indexability = pages.map(Indexability.init)
    self.indexability = indexability
    let indexable = pages.indices.filter { indexability[$0] == .ok }
    titles = Twins(pages, among: indexable, positions: positions, by: \.title)
    descriptions = Twins(pages, among: indexable, positions: positions, by: \.description)
    cosmeticRedirectLinks = pages.reduce(0) { sum, page in
      let links = (page.facts?.links ?? []).filter { link in
        link.isInternal && positions[link.address.key].map { pages[$0].isCosmeticRedirect } ?? false
      }
      return sum + links.reduce(0) { $0 + $1.count }
    }
  }

  /// Where the redirects from a page lead.
  func chain(from position: Int) -> RedirectChain {
    RedirectChain(from: position, in: pages, positions: positions)
  }

  /// Whether a page belongs to a rule's population.
  func isIncluded(_ position: Int, in population: Rule.Population) -> Bool {
    let page = pages[position]
    return switch population {
    case .indexable: indexability[position] == .ok
    case .html: page.fetch.outcome == .ok && page.facts != nil
    case .targets: page.referrerCount > 0
    case .site: false
    }
  }
}

extension Page {
  /// Whether the page only redirects to itself under https or under the `www.` twin of its host.
  var isCosmeticRedirect: Bool {
    guard fetch.outcome == .redirect, let target = fetch.target else { return false }
    return address != target && address.key.withoutSchemeAndWWW == target.key.withoutSchemeAndWWW
  }
}

extension String {
  fileprivate var withoutSchemeAndWWW: Substring {
    var rest = self[...]
    for prefix in ["https://", "http://"] where rest.hasPrefix(prefix) {
      rest = rest.dropFirst(prefix.count)
      break
    }
    return rest.hasPrefix("www.") ? rest.dropFirst(4) : rest
  }
}
