// The clicks from the start to each page, over the links that were followed.
//
// As a rule a page's depth is known when it is found. But a sitemap brings pages without depth, whose links are read
// before somebody links to them; then the depth of all that follows comes to light at the end.

/// Who leads to whom.
struct Clicks {
  private var from: [Int32] = []
  private var to: [Int32] = []

  /// More are not kept: 40 MB.
  private static let mostKept = 5_000_000

  mutating func note(from source: Int, to target: Int) {
    guard from.count < Self.mostKept else { return }
    from.append(Int32(source))
    to.append(Int32(target))
  }

  /// Counts the clicks from the nearest of some pages to each.
  ///
  /// - Parameters:
  ///   - roots: The pages that are no click away.
  ///   - count: How many pages there are.
  /// - Returns: The clicks page by page; nil where no chain of links leads.
  func depths(from roots: [Int], count: Int) -> [Int?] {
    // The targets of each page, one after the other.
    var starts = [Int](repeating: 0, count: count + 1)
    for source in from { starts[Int(source) + 1] += 1 }
    for page in 0..<count { starts[page + 1] += starts[page] }
    var places = starts
    var targets = [Int32](repeating: 0, count: from.count)
    for (source, target) in zip(from, to) {
      targets[places[Int(source)]] = target
      places[Int(source)] += 1
    }
    var depths = [Int?](repeating: nil, count: count)
    for root in roots { depths[root] = 0 }
    var reached = Queue(roots)
    while let page = reached.first {
      reached.removeFirst()
      for target in targets[starts[page]..<starts[page + 1]] where depths[Int(target)] == nil {
        depths[Int(target)] = depths[page].map { $0 + 1 }
        reached.append(Int(target))
      }
    }
    return depths
  }
}
