// Rules about canonical URLs.

extension Catalogue {
  static let canonicalRules: [Rule] = [
    Rule(
      "canonical-missing", .notice, .canonical, .indexable,
      title: "No canonical URL",
      why: "When the page is reached under several URLs, search engines have to guess which one counts.",
      fix: "Name the page's own URL in a link element with rel=canonical.",
      source: "https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls"
    ) { subject in
      subject.facts.canonicalCount == 0 ? .init() : nil
    }
  ]
}
