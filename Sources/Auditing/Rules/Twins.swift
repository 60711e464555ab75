// Pages that say the same in one place: equal titles, equal descriptions.

/// Groups of pages with one text, case aside, in one language.
///
/// Pages that list each other by hreflang are translations, and translations may share a brand name.
struct Twins: Sendable {
  private var groups: [String: [Int]] = [:]
  private var groupOf: [Int: String] = [:]
  private var alternates: [Int: Set<String>] = [:]
  private let keys: [String]

  init(_ pages: [Page], among positions: [Int], by text: (PageFacts) -> String) {
    keys = pages.map(\.address.key)
    for position in positions {
      guard let facts = pages[position].facts else { continue }
      let text = text(facts)
      guard !text.isEmpty else { continue }
      let language = facts.lang?.lowercased().prefix { $0 != "-" && $0 != "_" } ?? ""
      let group = "\(language)\n\(text.lowercased())"
      groups[group, default: []].append(position)
      groupOf[position] = group
      if !facts.hreflang.isEmpty { alternates[position] = Set(facts.hreflang.map(\.address.key)) }
    }
  }

  /// The other pages with the same text as this one, translations left out.
  func twins(of position: Int) -> [Int] {
    guard let group = groupOf[position], let members = groups[group], members.count > 1 else { return [] }
    return members.filter { $0 != position && !areTranslations(position, $0) }
  }

  private func areTranslations(_ one: Int, _ other: Int) -> Bool {
    alternates[one]?.contains(keys[other]) == true && alternates[other]?.contains(keys[one]) == true
  }
}
