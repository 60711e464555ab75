// Rules about what keeps pages out of the index.

extension Catalogue {
  static let indexabilityRules: [Rule] = [
    Rule(
      "noindex", .notice, .indexability, .html,
      title: "Kept out of the index",
      why: "The page asks search engines not to show it. Fine when it is meant.",
      fix: "Remove noindex from the robots meta or the X-Robots-Tag header if the page should be found.",
      source: "https://developers.google.com/search/docs/crawling-indexing/block-indexing",
      weight: .none
    ) { subject in
      let robots = subject.facts.robots
      return robots.isNoindex ? .init(robots.tokens.joined(separator: ", ").excerpt) : nil
    }
  ]
}
