// Rules about phones, and about everybody who does not see the page as it was drawn.

extension Catalogue {
  static let mobileRules: [Rule] = [
    Rule(
      "lang-missing", .warning, .mobile, .indexable,
      title: "Language is not declared",
      why: "Screen readers and translators have to guess the language.",
      fix: "Write the language on the html element: lang=\"en\".",
      source: "https://www.w3.org/WAI/WCAG22/Understanding/language-of-page"
    ) { subject in
      subject.facts.lang?.isEmpty ?? true ? .init() : nil
    },
    Rule(
      "viewport-missing", .error, .mobile, .indexable,
      title: "Not made for phones",
      why: "Without a viewport phones show the page tiny, as on a desktop; Google indexes the phone's view.",
      fix: "Add a viewport meta: width=device-width, initial-scale=1.",
      source:
        "https://developers.google.com/search/docs/crawling-indexing/mobile/mobile-sites-mobile-first-indexing"
    ) { subject in
      subject.facts.viewport == nil ? .init() : nil
    },
  ]
}
