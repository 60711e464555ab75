// Rules about the site as a whole.

extension Catalogue {
  static let siteRules: [Rule] = [
    Rule(
      "tls-invalid", .error, .security,
      title: "The certificate is not accepted",
      why: "Browsers show a warning in place of the site, and search engines drop its https URLs.",
      fix: "Renew the certificate for every name of the site, with the whole chain, for TLS 1.2 or later.",
      source: "https://developers.google.com/search/docs/advanced/security/https", weight: .gate(0.5)
    ) { survey in
      guard let start = survey.pages.first(where: { $0.address == survey.site.start }),
        start.fetch.failure == .tls
      else { return [] }
      return [.init(start.fetch.reason?.excerpt ?? "", urls: [start.address.href])]
    },
    Rule(
      "soft-404-site", .error, .indexability,
      title: "Pages that do not exist answer as if they did",
      why:
        "Every mistyped URL is one more page to search engines, and broken links cannot be told from good ones.",
      fix: "Answer 404 for URLs that do not exist.",
      source:
        "https://developers.google.com/search/docs/crawling-indexing/http-network-errors#soft-404-errors",
      weight: .gate(0.5)
    ) { survey in
      guard let missing = survey.site.missing, missing.isPage else { return [] }
      return [.init("status \(missing.status.map(String.init) ?? "?")", urls: [missing.url])]
    },
    Rule(
      "crawl-trap", .warning, .links,
      title: "URLs without end",
      why:
        "Calendars, filters and session ids make new URLs for ever: crawlers lose their time there, not on your pages.",
      fix: "Forbid the pattern in robots.txt, or link to such URLs only where they lead somewhere new.",
      source:
        "https://developers.google.com/search/docs/crawling-indexing/crawling-managing-faceted-navigation"
    ) { survey in
      survey.site.traps.map { trap in
        .init("\(trap.seen) URLs found, \(trap.fetched) read; \(trap.cause.words)", subject: trap.pattern)
      }
    },
    Rule(
      "sitemap-invalid", .error, .sitemaps,
      title: "Sitemaps that cannot be read",
      why: "Search engines skip a sitemap that is no well-formed XML, has another root or lists nothing.",
      fix: "Write the file as the sitemap protocol says, without a DOCTYPE.",
      source: "https://www.sitemaps.org/protocol.html"
    ) { survey in
      survey.site.sitemaps.compactMap { file in
        let faults = file.faults.filter(\.isOfForm)
        guard !faults.isEmpty else { return nil }
        // Without its namespace a sitemap is used all the same.
        let severity: Severity? = faults == [.namespace] ? .notice : nil
        return .init(
          faults.map(\.words).joined(separator: ", "), severity: severity, urls: [file.url],
          subject: file.url)
      }
    },
  ]
}

extension Trap.Cause {
  fileprivate var words: String {
    switch self {
    case .budget: "the pattern had its share of the crawl"
    case .sameText: "its pages say the same"
    case .shape: "too long, too deep, or repeating themselves"
    }
  }
}

extension SitemapFile.Fault {
  /// Whether it is about the file's form, not its size.
  fileprivate var isOfForm: Bool { self != .tooManyEntries && self != .tooManyBytes }

  fileprivate var words: String {
    switch self {
    case .malformed: "no well-formed XML"
    case .doctype: "holds a DOCTYPE"
    case .wrongRoot: "its root is none of a sitemap or feed"
    case .namespace: "its namespace is missing or another"
    case .empty: "lists nothing"
    case .tooManyEntries: "more than 50,000 entries"
    case .tooManyBytes: "more than 50 MiB"
    }
  }
}
