// Rules about what URLs answer, and where redirects lead.

extension Catalogue {
  static let statusRules: [Rule] = [
    Rule(
      "page-4xx", .error, .links, .targets,
      title: "Linked pages are gone",
      why: "Visitors who follow a link here see an error, and search engines drop the URL.",
      fix: "Change the links to a page that exists, or redirect the URL to its successor.",
      source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"
    ) { subject in
      subject.page.fetch.outcome == .clientError ? subject.statusEvidence : nil
    },
    Rule(
      "page-5xx", .error, .links, .targets,
      title: "Linked pages fail on the server",
      why: "The server broke down each time it was asked. Search engines slow down and drop such URLs.",
      fix: "Look into the server's error log at these URLs.",
      source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"
    ) { subject in
      subject.page.fetch.outcome == .serverError ? subject.statusEvidence : nil
    },
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
      // Who asks for the site asks for its start page, though no page may link to it.
      guard subject.page.isLinked || subject.page.depth == 0, subject.page.fetch.outcome == .redirect else {
        return nil
      }
      let survey = subject.survey
      let chain = RedirectChain(from: subject.position, in: survey.pages, positions: survey.positions)
      guard chain.end == .loop else { return nil }
      let hops = chain.keys.count - 1
      return .init(
        "comes back after \(hops) \(hops == 1 ? "hop" : "hops")", urls: Array(chain.keys.prefix(10)))
    },
  ]
}

extension Subject {
  /// The status, and who names the URL.
  fileprivate var statusEvidence: Rule.Evidence {
    let status = page.fetch.status.map { "status \($0)" } ?? "no usable answer"
    // A page that names the URL twice, by a link and as its canonical, is one page.
    var named: [Int] = []
    for referrer in page.referrers.prefix(10) where !named.contains(referrer.page) {
      named.append(referrer.page)
    }
    let urls = named.map { survey.pages[$0].address.href }
    guard page.referrerCount <= page.referrers.count else {
      return .init("\(status), named \(page.referrerCount) times", urls: urls)
    }
    return .init("\(status), named by \(named.count) \(named.count == 1 ? "page" : "pages")", urls: urls)
  }
}
