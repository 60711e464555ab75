// Rules about where redirects lead.

extension Catalogue {
  static let redirectRules: [Rule] = [
    Rule(
      "redirect-internal", .warning, .links, .indexable,
      title: "Links point to redirects",
      why: "Each detour costs visitors time and crawlers a request.",
      fix: "Link to the final URL.",
      source: "https://developers.google.com/search/docs/crawling-indexing/301-redirects"
    ) { subject in
      // A site may be linked once without https or www.; such a link is not worth a finding.
      let isForgiven = subject.survey.cosmeticRedirectLinks == 1
      let links = subject.facts.links.filter { link in
        guard link.isInternal, let position = subject.survey.positions[link.address.key] else { return false }
        let target = subject.survey.pages[position]
        return target.fetch.outcome == .redirect && !(isForgiven && target.isCosmeticRedirect)
      }
      guard !links.isEmpty else { return nil }
      return .init(
        "\(links.count) \(links.count == 1 ? "link" : "links") to redirecting URLs",
        urls: links.prefix(10).map(\.address.href))
    },
    Rule(
      "redirect-loop", .error, .links, .targets,
      title: "Redirects run in circles",
      why: "Nobody ever arrives: browsers and search engines give up.",
      fix: "Let one of the URLs answer with a page.",
      source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"
    ) { subject in
      guard let chain = subject.chain, chain.end == .loop else { return nil }
      let hops = chain.keys.count - 1
      return .init(
        "comes back after \(hops) \(hops == 1 ? "hop" : "hops")", urls: Array(chain.keys.prefix(10)))
    },
    Rule(
      "redirect-too-long", .error, .links, .targets,
      title: "Redirects do not end",
      why: "Googlebot follows ten redirects and gives up; the page behind them is not found.",
      fix: "Redirect to the final URL at once.",
      source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"
    ) { subject in
      guard let chain = subject.chain, chain.end == .tooLong else { return nil }
      return .init("more than \(RedirectChain.longest) hops", urls: Array(chain.keys.prefix(10)))
    },
    Rule(
      "redirect-invalid", .error, .links, .targets,
      title: "Redirects lead nowhere",
      why: "The server says that the page is elsewhere, but not where, or names what no browser opens.",
      fix: "Send a Location with the http or https URL of the page.",
      source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"
    ) { subject in
      let fetch = subject.page.fetch
      // The other answers of this class are no redirects that have to name a place (RFC 9110 15.4).
      guard fetch.outcome == .redirect, fetch.target == nil,
        [301, 302, 303, 307, 308].contains(fetch.status)
      else { return nil }
      guard let location = fetch.location else { return .init("no Location") }
      return .init("Location: \(location.excerpt)")
    },
  ]
}

extension Subject {
  /// The chain of a redirect that somebody runs into; nil for other pages.
  ///
  /// Who asks for the site asks for its start page, though no page may link to it.
  fileprivate var chain: RedirectChain? {
    guard page.fetch.outcome == .redirect, page.isLinked || page.depth == 0 else { return nil }
    return survey.chain(from: position)
  }
}
