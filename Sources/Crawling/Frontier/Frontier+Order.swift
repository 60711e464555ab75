// URLs go out: rank by rank, and in a rank so that no part of the site keeps the others waiting.

extension Frontier {
  /// The URL to ask for next, or nil: none is known, the limit is reached, or an answer has to come first.
  var next: Int? {
    mutating get {
      guard !isLimited, order.count < Self.window else { return nil }
      while true {
        if batch.isEmpty { plan() }
        guard let position = batch.first else { return nil }
        guard ledger.isFrozen(entries[position].account, at: asked.count) else { return position }
        batch.removeFirst()
        passOver(position)
        passedOver += 1
      }
    }
  }

  /// Takes the URL that ``next`` named.
  mutating func take() {
    guard let position = next else { return }
    batch.removeFirst()
    entries[position].state = .underWay
    order.append(position)
    asked.append(position)
    ledger.ask(entries[position].account)
    sections.ask(entries[position].section)
    waitingCount -= 1
    counted += 1
    requests += 1
  }

  /// Passes over a URL whose pattern repeats itself.
  private mutating func passOver(_ position: Int) {
    let account = entries[position].account
    entries[position].state = .dropped
    ledger.drop(account, .sameText, isNew: false)
    skips.note(entries[position].address, .sameText)
    waitingCount -= 1
  }

  // MARK: - One rank

  /// How many deferred URLs are asked for before looking whether others have come.
  private static let deferredAtATime = 64

  /// Puts the URLs of the next rank in order, once all before them were looked at.
  private mutating func plan() {
    guard isIdle else { return }
    open -= passedOver
    passedOver = 0
    while batch.isEmpty {
      let rank = waiting.first ?? .deferred
      if rank >= .listed {
        guard !isHeld else { return }
        if !listing.isEmpty {
          takeListing()
          continue
        }
      }
      guard waiting.first != nil else { return }
      let isDeferred = rank == .deferred
      let all = waiting.removeFirst(isDeferred ? Self.deferredAtATime : .max, of: rank)
      let positions = all.filter { position in
        guard entries[position].state == .waiting, entries[position].rank == rank else { return false }
        guard ledger.isFrozen(entries[position].account) else { return true }
        passOver(position)
        open -= 1
        return false
      }
      let inOrder = inTurns(positions)
      let kept = isDeferred ? inOrder : withoutExcess(inOrder)
      for position in kept { entries[position].state = .planned }
      batch = Queue(kept)
    }
  }

  /// Orders URLs: fewer parameters first; then turn by turn of their first segments, of which larger ones have more
  /// URLs in a turn; then those with fewer segments; then the one found first.
  private func inTurns(_ positions: [Int]) -> [Int] {
    struct Group: Hashable {
      var section: Int32
      var parameters: UInt8
    }
    let group = { (position: Int) in
      Group(section: entries[position].section, parameters: entries[position].parameters)
    }
    let sizes = positions.reduce(into: [Group: Int]()) { $0[group($1), default: 0] += 1 }
    // Sorting keeps those in place that are equal.
    let shorterFirst = positions.sorted { entries[$0].segments < entries[$1].segments }
    var given: [Group: Int] = [:]
    let turns = shorterFirst.map { position in
      let group = group(position)
      let weight = Int.bitWidth - sizes[group, default: 1].leadingZeroBitCount
      defer { given[group, default: 0] += 1 }
      return (position: position, turn: given[group, default: 0] / weight)
    }
    return turns.sorted { one, other in
      (entries[one.position].parameters, one.turn, entries[one.position].segments)
        < (entries[other.position].parameters, other.turn, entries[other.position].segments)
    }.map(\.position)
  }

  /// Defers what would give one first segment more than three fifths of the crawl while others wait.
  private mutating func withoutExcess(_ positions: [Int]) -> [Int] {
    let limit = max(1, maxPages * 3 / 5)
    var planned: [Int32: Int] = [:]
    for position in positions { planned[entries[position].section, default: 0] += 1 }
    // What each section may still have, if it could have too much.
    var rest = planned.filter { sections.asked[Int($0.key)] + $0.value > limit }
    for section in rest.keys {
      rest[section] = hasOthers(than: section) ? max(0, limit - sections.asked[Int(section)]) : nil
    }
    return positions.filter { position in
      let section = entries[position].section
      if rest[section] == 0 {
        entries[position].rank = .deferred
        waiting.append(position, .deferred)
        return false
      }
      rest[section]? -= 1
      return true
    }
  }

  /// Whether a URL of another first segment waits that is not put off itself.
  private func hasOthers(than section: Int32) -> Bool {
    entries.contains { $0.state == .waiting && $0.section != section && $0.rank != .deferred }
  }
}
