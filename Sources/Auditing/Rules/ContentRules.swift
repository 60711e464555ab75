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
  ]
}
