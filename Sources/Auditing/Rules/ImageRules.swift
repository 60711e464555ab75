// Rules about images.

extension Catalogue {
  static let imageRules: [Rule] = [
    Rule(
      "image-alt-missing", .warning, .content, .indexable,
      title: "Images without alternative text",
      why: "Who cannot see the image, a search engine among them, learns nothing about it.",
      fix: "Describe the image in alt, or write alt=\"\" when it is decoration.",
      source: "https://developers.google.com/search/docs/appearance/google-images"
    ) { subject in
      let silent = subject.facts.images.filter { $0.alternative == nil && !$0.isExplained }
      guard !silent.isEmpty else { return nil }
      return .init(
        "\(silent.count) of \(subject.facts.images.count) images",
        urls: silent.prefix(10).map { $0.source.map(\.shownSource) ?? "(no src)" })
    }
  ]
}

extension String {
  /// The URL of an image for evidence: one that holds the image itself is cut.
  fileprivate var shownSource: String { prefix(5).lowercased() == "data:" ? excerpt : self }
}
