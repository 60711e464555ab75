// Answers come in as they like, and go on in the order of the requests.

internal import Auditing

extension Frontier {
  /// Notes what became of a URL.
  mutating func complete(_ position: Int, _ fetch: Fetch, _ facts: PageFacts?) {
    entries[position].answer = Int32(answers.count)
    answers.append(Answered(fetch: fetch, facts: facts))
    entries[position].state = .complete
    // What robots.txt forbids was never requested: any number of such links may come before the first page.
    if fetch.outcome == .blockedByRobots { requests -= 1 }
    if fetch.outcome == .redirect || fetch.outcome == .blockedByRobots || fetch.outcome == .refused {
      counted -= 1
    } else {
      pagesDone += 1
    }
  }

  /// The next answer in the order of the requests, once it is there.
  ///
  /// - Returns: The page's position and the page.
  mutating func commit() -> (position: Int, page: Page)? {
    guard let position = order.first, entries[position].state == .complete else { return nil }
    order.removeFirst()
    entries[position].state = .committed
    committed += 1
    open -= 1
    let page = page(at: position)
    if page.fetch.outcome == .blockedByRobots {
      ledger.forbid(entries[position].account)
      sections.forbid(entries[position].section)
    }
    if let sketch = page.facts?.sketch {
      ledger.commit(
        entries[position].account, page.address, sketch, frozenFrom: committed + Self.window)
    }
    return (position, page)
  }

  /// Changes the facts of a committed page.
  mutating func update(_ position: Int, _ change: (inout PageFacts) -> Void) {
    let answer = Int(entries[position].answer)
    guard answer >= 0, var facts = answers[answer].facts else { return }
    // Taken out first: otherwise the change would copy every list.
    answers[answer].facts = nil
    change(&facts)
    answers[answer].facts = facts
  }

  /// The page of a URL that was answered.
  func page(at position: Int) -> Page {
    let entry = entries[position]
    let answer = answers[Int(entry.answer)]
    var page = Page(address: entry.address, depth: entry.depth.map { Int($0) }, fetch: answer.fetch)
    page.facts = answer.facts
    page.referrers = entry.referrers
    page.referrerCount = entry.referrerCount
    page.isLinked = entry.isLinked
    page.isInSitemap = listed.contains(entry.address.hashValue)
    return page
  }
}
