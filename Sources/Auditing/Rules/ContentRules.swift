// Rules about the page's text and weight.

extension Catalogue {
  static let contentRules: [Rule] = [
    Rule(
      "thin-content", .notice, .content, .indexable,
      title: "Little text",
      why: "A page with hardly any text of its own seldom answers what people search for.",
      fix: "Write what visitors come for, merge the page with another, or keep it out of the index.",
      source: "https://developers.google.com/search/docs/fundamentals/creating-helpful-content"
    ) { subject in
      let words = subject.facts.mainWords
      guard words < 200 else { return nil }
      return .init("\(words) \(words == 1 ? "word" : "words")", severity: words < 50 ? .warning : nil)
    },
    Rule(
      "html-over-2mb", .error, .performance, .html,
      title: "Page is larger than Google reads",
      why: "Googlebot reads the first 2 MiB of a page; what comes behind is not indexed.",
      fix: "Split the page, or move data and inline images out of the HTML.",
      source: "https://developers.google.com/search/docs/crawling-indexing/googlebot"
    ) { subject in
      let bytes = subject.page.fetch.decodedBytes
      guard bytes > 2_097_152 else { return nil }
      return .init("\(bytes) bytes\(subject.page.fetch.isTruncated ? " read, and more" : "")")
    },
    Rule(
      "dom-too-deep", .notice, .performance, .html,
      title: "Elements are nested deeply",
      why: "Deep nesting makes pages slow to lay out; browsers and search engines cut what lies too deep.",
      fix: "Remove wrappers that only hold other wrappers.",
      source: "https://developer.chrome.com/docs/lighthouse/performance/dom-size"
    ) { subject in
      guard !subject.facts.isCutByDepth else {
        return .init("more than 512 levels: the rest was not read", severity: .error)
      }
      return subject.facts.depth > 32 ? .init("\(subject.facts.depth) levels") : nil
    },
  ]
}
