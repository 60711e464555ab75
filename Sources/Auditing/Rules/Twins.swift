// Pages that say the same in one place: equal titles, equal descriptions.

/// Groups of pages with one text, case aside, in one language.
///
/// Pages that list each other by hreflang are translations, and translations may share a brand name. A
/// thousand pages may share one text, so no page is compared with all others.
struct Twins: Sendable {
  private var groups: [[Int]] = []
  private var groupOf: [Int: Int] = [:]
  /// The members of its own group that a page and that list each other.
  private var translations: [Int: Set<Int>] = [:]

  init(_ pages: [Page], among members: [Int], positions: [String: Int], by text: (PageFacts) -> String) {
    var numbers: [String: Int] = [:]
    for member in members {
      guard let facts = pages[member].facts else { continue }
      let text = text(facts)
      guard !text.isEmpty else { continue }
      let key = facts.primaryLanguage + "\n" + text.caseFolded
      let number = numbers[key] ?? groups.count
      if number == groups.count {
        numbers[key] = number
        groups.append([])
      }
      groups[number].append(member)
      groupOf[member] = number
    }
    pair(pages, positions)
  }

  /// The other pages with the same text as this one, translations left out.
  ///
  /// - Parameters:
  ///   - position: The page.
  ///   - limit: How many of them are wanted.
  /// - Returns: How many there are, and the first of them.
  func twins(of position: Int, atMost limit: Int) -> (count: Int, first: [Int]) {
    guard let group = groupOf[position].map({ groups[$0] }) else { return (0, []) }
    let translations = translations[position] ?? []
    let first = group.lazy.filter { $0 != position && !translations.contains($0) }.prefix(limit)
    return (group.count - 1 - translations.count, Array(first))
  }

  /// Finds the members of one group that list each other.
  private mutating func pair(_ pages: [Page], _ positions: [String: Int]) {
    var listed: [Int: Set<Int>] = [:]
    for (member, number) in groupOf where groups[number].count > 1 {
      let alternates = pages[member].facts?.hreflang ?? []
      let others = alternates.compactMap { positions[$0.address.key] }
      listed[member] = Set(others.filter { $0 != member && groupOf[$0] == number })
    }
    for (member, others) in listed {
      let mutual = others.filter { listed[$0]?.contains(member) == true }
      if !mutual.isEmpty { translations[member] = mutual }
    }
  }
}

extension PageFacts {
  /// The language of `lang` without region and script, in lower case.
  fileprivate var primaryLanguage: String {
    String((lang ?? "").lowercased().prefix { $0 != "-" && $0 != "_" })
  }
}

extension String {
  /// The text in a form that is equal for texts that differ in case alone; by way of capitals, for "ß" is
  /// "ss" and "ς" is "σ" there.
  fileprivate var caseFolded: String { uppercased().lowercased() }
}
