// How late a URL is asked for.

/// A place in the order of requests: all URLs of one rank are asked for, and their answers looked at, before those of
/// the next.
struct Rank: Hashable, Comparable {
  private var value: Int

  /// URLs so many clicks from the start.
  static func linked(_ depth: Int) -> Rank { Rank(value: 2 * depth) }
  /// URLs of sitemaps: after all that the start page links to, since what is linked tells more of a site.
  static let listed = Rank(value: 3)
  /// URLs that no chain of links leads to from the start, by how many links they are from where that began.
  static func unlinked(_ distance: Int) -> Rank { Rank(value: 1 << 40 + distance) }
  /// URLs of which there may be any number, once their kind has had its share.
  static let deferred = Rank(value: .max)

  /// The rank of what a page of this rank names, when no depth is known.
  var unlinkedNext: Rank { self < .unlinked(0) || self == .deferred ? .unlinked(0) : Rank(value: value + 1) }

  static func < (one: Rank, other: Rank) -> Bool { one.value < other.value }
}
