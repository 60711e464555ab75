// Whether a site that let us in has had enough of us.

internal import Auditing

/// Counts the pages in a row that a site would not give us, or could not because it is gone.
struct Refusals {
  private let most: Int
  private var inARow = 0
  private var hasBegun = false
  private var unnoted = 0
  /// Whether there were so many that the site has to be asked whether it is done with us.
  private(set) var isDoubtful = false

  private static let refusals: Set<FetchOutcome> = [.blocked, .throttled, .unreachable]

  /// - Parameter most: How many in a row raise a doubt.
  init(most: Int) {
    self.most = most
  }

  /// Hears of an outcome as soon as it is known: its turn may come much later, when an earlier page has to wait.
  mutating func expect(_ outcome: FetchOutcome) {
    if Self.refusals.contains(outcome) { unnoted += 1 }
  }

  /// Notes the outcome of the next page, in the order of the requests; it was expected before.
  mutating func note(_ outcome: FetchOutcome) {
    switch outcome {
    case .blocked, .throttled, .unreachable:
      unnoted -= 1
      inARow += 1
      // Before a first page the start page tells how the crawl ended.
      isDoubtful = isDoubtful || hasBegun && inARow >= most
    case .ok:
      hasBegun = true
      inARow = 0
    case .redirect, .clientError, .serverError: inARow = 0
    case .refused, .blockedByRobots: break
    }
  }

  /// Whether there is a doubt, or may be one once all have their outcome that were asked for, `waiting` of them by another
  /// try.
  func mayBeDoubtful(waiting: Int) -> Bool {
    isDoubtful || (hasBegun ? inARow : 0) + unnoted + waiting >= most
  }

  /// Takes note that the site still answers: what it refuses are these pages, as those behind a login.
  mutating func settle() {
    isDoubtful = false
    inARow = 0
  }
}

/// The end of a crawl on its way, by the will of the site.
struct Halt {
  var outcome: Site.Outcome
  var reason: String
  /// The name under which the URLs that were left are counted.
  var cause: String

  static func outOfPatience(_ patience: Duration) -> Halt {
    Halt(
      outcome: .throttled,
      reason:
        "the site asks us to wait longer than the \(patience.components.seconds) seconds that we do in all",
      cause: "throttled")
  }

  /// The end after so many pages in a row that could not be read, by what became of the start page then.
  static func turnedAway(_ outcome: FetchOutcome, after count: Int) -> Halt {
    let (end, cause): (Site.Outcome, String) =
      switch outcome {
      case .throttled: (.throttled, "throttled")
      case .unreachable: (.unreachable, "unreachable")
      default: (.blocked, "blocked")
      }
    return Halt(
      outcome: end,
      reason: "\(count) pages in a row could not be read, and then the start page could not either",
      cause: cause)
  }
}
