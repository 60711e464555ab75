// Rules about headings.

extension Catalogue {
  static let headingRules: [Rule] = [
    Rule(
      "h1-missing", .warning, .content, .indexable,
      title: "Main heading is missing",
      why: "The h1 tells readers and search engines at a glance what the page is about.",
      fix: "Give the page one h1 with text, or an image in it with an alt text.",
      source: "https://developers.google.com/search/docs/appearance/title-link"
    ) { subject in
      subject.mainHeadings.isEmpty ? .init() : nil
    },
    Rule(
      "h1-multiple", .notice, .content, .indexable,
      title: "Several main headings",
      why: "Valid, but it blurs what the page is about.",
      fix: "Keep one h1 and make the others h2.",
      source: "https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/Heading_Elements"
    ) { subject in
      let headings = subject.mainHeadings
      guard headings.count > 1 else { return nil }
      return .init("\(headings.count): \(headings.prefix(5).joined(separator: " | "))".excerpt)
    },
  ]
}

extension Subject {
  /// The texts of the headings of level 1 that have one.
  fileprivate var mainHeadings: [String] {
    facts.headings.filter { $0.level == 1 && !$0.text.isEmpty }.map(\.text)
  }
}
