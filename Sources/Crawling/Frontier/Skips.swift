// What was found and is not asked for, by cause.

internal import Auditing

/// Counts URLs that were passed over, each once.
struct Skips {
  /// Why a URL is passed over.
  enum Cause: String {
    /// A pattern had its share.
    case budget
    /// Pages of the pattern say the same.
    case sameText = "same_text"
    /// Too long, too deep, or repeating itself.
    case shape
    /// To follow the link would do something.
    case unsafeAction = "unsafe_action"
    /// Too many URLs wait already.
    case frontierFull = "frontier_full"
  }

  /// How many URLs are told apart; beyond them nothing is counted, for a hostile site can name any number.
  private let mostKnown: Int
  private var causes: [Int: (cause: Cause, releases: Int)] = [:]
  private(set) var counts: [Cause: Int] = [:]

  init(mostKnown: Int) { self.mostKnown = mostKnown }

  /// How many URLs were passed over.
  var total: Int { causes.count }

  /// Notes that a URL is passed over; false when that is known, or nobody counts any more.
  ///
  /// - Parameters:
  ///   - address: The URL.
  ///   - cause: Why.
  ///   - releases: How often a budget has got something back so far.
  /// - Returns: Whether it counts.
  @discardableResult mutating func note(
    _ address: PageAddress, _ cause: Cause, releases: Int = 0
  ) -> Bool {
    let key = address.hashValue
    if let known = causes[key] {
      if known.cause == cause { causes[key]?.releases = releases }
      return false
    }
    guard causes.count < mostKnown else { return false }
    causes[key] = (cause, releases)
    counts[cause, default: 0] += 1
    return true
  }

  /// Whether a URL would be passed over once more: what every page links to need not be looked at on every page.
  func isSettled(_ address: PageAddress, releases: Int) -> Bool {
    guard !causes.isEmpty, let known = causes[address.hashValue] else { return false }
    switch known.cause {
    case .sameText, .shape, .unsafeAction: return true
    case .budget: return known.releases == releases
    case .frontierFull: return false
    }
  }

  /// Notes that a URL is asked for after all.
  mutating func forget(_ address: PageAddress) {
    guard !causes.isEmpty, let cause = causes.removeValue(forKey: address.hashValue) else { return }
    let count = counts[cause.cause, default: 0] - 1
    counts[cause.cause] = count > 0 ? count : nil
  }
}
