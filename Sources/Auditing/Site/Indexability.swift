// Whether a search engine may show a page, and if not, the first reason why.

/// Why a page is, or is not, indexable; in the order in which the reasons are asked.
public enum Indexability: String, Sendable, CaseIterable {
  /// robots.txt forbids search engines to read it.
  case robots
  /// There was no answer, or our policy forbade to ask.
  case unreachable
  /// The server asked us to slow down.
  case throttled
  /// The server does not want to be read by us.
  case blocked
  /// It redirects.
  case redirect
  /// It answers 4xx.
  case clientError = "client_error"
  /// It answers 5xx.
  case serverError = "server_error"
  /// It is no HTML.
  case nonHTML = "non_html"
  /// It asks not to be indexed.
  case noindex
  /// It names another URL as the canonical one, or several.
  case canonicalised
  /// It sends visitors on within a second.
  case metaRefresh = "meta_refresh"
  /// Indexable.
  case ok

  /// The reason for one page.
  public init(_ page: Page) {
    self = Self.ofAnswer(page.fetch) ?? page.facts.map { Self.ofContent($0, at: page.address) } ?? .nonHTML
  }

  private static func ofAnswer(_ fetch: Fetch) -> Indexability? {
    guard fetch.isOpenToSearch else { return .robots }
    switch fetch.outcome {
    case .blockedByRobots: return .robots
    case .unreachable, .refused: return .unreachable
    case .throttled: return .throttled
    case .blocked: return .blocked
    case .redirect: return .redirect
    case .clientError: return .clientError
    case .serverError: return .serverError
    case .ok: return nil
    }
  }

  private static func ofContent(_ facts: PageFacts, at address: PageAddress) -> Indexability {
    if facts.robots.isNoindex { return .noindex }
    switch facts.canonical {
    case .none: break
    case .page(let canonical) where canonical == address: break
    // Of several nobody can tell which one a search engine takes.
    case .page, .conflict: return .canonicalised
    }
    if let refresh = facts.refresh, refresh.delaySeconds <= 1, refresh.target != address {
      return .metaRefresh
    }
    return .ok
  }
}

/// What a page's canonical declarations come to.
public enum Canonical: Hashable, Sendable {
  /// None is usable.
  case none
  /// All name one page.
  case page(PageAddress)
  /// They name several.
  case conflict
}

extension PageFacts {
  /// The page that all declarations name.
  public var canonical: Canonical {
    guard let first = canonicals.first else { return .none }
    return canonicals.allSatisfy { $0 == first } ? .page(first) : .conflict
  }
}
