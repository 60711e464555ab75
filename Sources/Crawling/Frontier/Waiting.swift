// The URLs that wait, by rank.

/// Positions in the order of their arrival, rank by rank.
///
/// A position may lie in several ranks; which of them counts is for the reader to know.
struct Waiting {
  private var positions: [Rank: [Int]] = [:]

  /// The rank that is next.
  var first: Rank? { positions.keys.min() }

  /// The rank that is last.
  var last: Rank? { positions.keys.max() }

  mutating func append(_ position: Int, _ rank: Rank) { positions[rank, default: []].append(position) }

  /// Takes the positions of a rank, at most so many.
  mutating func removeFirst(_ count: Int, of rank: Rank) -> [Int] {
    guard let all = positions[rank] else { return [] }
    positions[rank] = all.count > count ? Array(all[count...]) : nil
    return Array(all.prefix(count))
  }

  /// Takes the position that came last into a rank.
  mutating func removeLast(of rank: Rank) -> Int? {
    guard let position = positions[rank]?.popLast() else { return nil }
    if positions[rank]?.isEmpty == true { positions[rank] = nil }
    return position
  }
}
