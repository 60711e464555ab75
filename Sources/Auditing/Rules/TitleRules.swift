// Rules about titles. Lengths are in characters as people count them, and in pixels as results show them.

extension Catalogue {
  static let titleRules: [Rule] = [
    Rule(
      "title-missing", .error, .content, .indexable,
      title: "Title is missing",
      why: "The title is the headline of the search result; without one, search engines make one up.",
      fix: "Give the page a title element that says in a few words what it is about.",
      source: titleSource
    ) { subject in
      subject.facts.title.isEmpty ? .init() : nil
    },
    Rule(
      "title-too-long", .notice, .content, .indexable,
      title: "Title is too long",
      why: "Search results cut the end off.",
      fix: "Keep it within 60 characters, with what matters first.",
      source: titleSource
    ) { subject in
      let title = subject.facts.title
      guard title.count > 60 || title.pixelWidth(size: 20) > 561 else { return nil }
      return .init(title.measured)
    },
    Rule(
      "title-too-short", .notice, .content, .indexable,
      title: "Title is too short",
      why: "There is room for words that people search for.",
      fix: "Say more precisely what the page is about, in 30 to 60 characters.",
      source: titleSource
    ) { subject in
      let title = subject.facts.title
      // The width spares Chinese, Japanese and Korean, where 15 characters say a lot.
      guard !title.isEmpty, title.count < 30, title.pixelWidth(size: 20) < 200 else { return nil }
      return .init(title.measured)
    },
    Rule(
      "title-duplicate", .warning, .content, .indexable,
      title: "Pages share one title",
      why: "Neither people nor search engines can tell the pages apart in a list of results.",
      fix: "Give each page a title of its own.",
      source: titleSource
    ) { subject in
      subject.twinEvidence(subject.survey.titles, text: subject.facts.title)
    },
  ]

  private static let titleSource = "https://developers.google.com/search/docs/appearance/title-link"
}

extension PageFacts {
  /// The page's title, empty when there is none.
  public var title: String { titles.first ?? "" }

  /// The first description that says something, empty when there is none.
  public var description: String { descriptions.first { !$0.isEmpty } ?? "" }
}

extension Subject {
  /// Which other pages say the same, if any do.
  func twinEvidence(_ twins: Twins, text: String) -> Rule.Evidence? {
    let (count, first) = twins.twins(of: position, atMost: 10)
    guard count > 0 else { return nil }
    return .init(
      "shared with \(count) \(count == 1 ? "page" : "pages"): \(text.excerpt)",
      urls: first.map { survey.pages[$0].address.href })
  }
}

extension String {
  /// At most 200 characters, for evidence.
  var excerpt: String { count > 200 ? prefix(199) + "…" : self }

  fileprivate var measured: String {
    "\(count) characters, \(Int(pixelWidth(size: 20).rounded())) px: \(excerpt)"
  }
}
