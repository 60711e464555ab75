// Rules about meta descriptions.

extension Catalogue {
  static let descriptionRules: [Rule] = [
    Rule(
      "description-missing", .warning, .content, .indexable,
      title: "Description is missing",
      why: "Search engines then pick some sentence of the page for the result.",
      fix: "Sum the page up in a meta description of one or two sentences.",
      source: "https://developers.google.com/search/docs/appearance/snippet"
    ) { subject in
      subject.facts.description.isEmpty ? .init() : nil
    },
    Rule(
      "description-duplicate", .warning, .content, .indexable,
      title: "Pages share one description",
      why: "A text that fits every page describes none of them.",
      fix: "Write a description for each page, or leave it out where none is worth writing.",
      source: "https://developers.google.com/search/docs/appearance/snippet"
    ) { subject in
      subject.twinEvidence(subject.survey.descriptions, text: subject.facts.description)
    },
  ]
}
