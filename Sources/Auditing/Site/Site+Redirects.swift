// Every redirect of the site with the way it leads.

extension Site {
  /// A redirecting URL, where it leads and how that ends.
  public struct Redirect: Sendable {
    /// The URL.
    public var from: String
    /// The hops.
    public var chain: RedirectChain
    /// `ok`, `client_error` and so on for a page; `unread`, `loop`, `too_long`, `invalid`.
    public var end: String
  }

  /// The redirects of the site, in the order of discovery.
  public var redirects: [Redirect] {
    var positions: [String: Int] = [:]
    for (position, page) in pages.enumerated() { positions[page.address.key] = position }
    return pages.indices.filter { pages[$0].fetch.outcome == .redirect }.map { position in
      let chain = RedirectChain(from: position, in: pages, positions: positions)
      let end =
        switch chain.end {
        case .page(let last): pages[last].fetch.outcome.rawValue
        case .unread: "unread"
        case .loop: "loop"
        case .tooLong: "too_long"
        case .invalid: "invalid"
        }
      return Redirect(from: pages[position].address.href, chain: chain, end: end)
    }
  }
}
