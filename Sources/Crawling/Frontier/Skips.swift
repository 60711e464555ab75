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
  private var causes: [Int: Cause] = [:]
  private(set) var counts: [Cause: Int] = [:]

  init(mostKnown: Int) { self.mostKnown = mostKnown }

  /// How many URLs were passed over.
  var total: Int { causes.count }

  /// Notes that a URL is passed over; false when that is known, or nobody counts any more.
  @discardableResult mutating func note(_ address: PageAddress, _ cause: Cause) -> Bool {
    let key = address.hashValue
    guard causes[key] == nil, causes.count < mostKnown else { return false }
    causes[key] = cause
    counts[cause, default: 0] += 1
    return true
  }

  /// Notes that a URL is asked for after all.
  mutating func forget(_ address: PageAddress) {
    guard !causes.isEmpty, let cause = causes.removeValue(forKey: address.hashValue) else { return }
    let count = counts[cause, default: 0] - 1
    counts[cause] = count > 0 ? count : nil
  }
}
