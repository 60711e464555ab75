// How much of the crawl each pattern of URLs has had, and which of them are followed no longer.

internal import Auditing

/// Budgets and traps, by pattern.
struct PatternLedger {
  /// What is known of one pattern, or of what several have in common.
  private struct Line {
    var text: String
    /// How many URLs may be held.
    var limit = Int.max
    /// Different URLs found.
    var seen = 0
    /// URLs asked for.
    var asked = 0
    /// URLs asked for or waiting for it, without those that robots.txt forbids.
    var held = 0
    /// URLs passed over.
    var dropped = 0
    var cause: Trap.Cause?
    /// How many pages in a row said what the page before them had said.
    var repeats = 0
    /// From which request on none of the waiting ones is asked for.
    var frozenFrom = Int.max
  }

  /// Where a URL is accounted for.
  struct Account {
    fileprivate var pattern: Int32 = -1
    fileprivate var stem: Int32 = -1
    fileprivate var isSession = false
    /// Whether equal texts are telling however short they are.
    fileprivate var isSuspect = false
  }

  /// What is to be done with a URL.
  enum Verdict {
    case ask, later, drop(Skips.Cause)
  }

  private let maxPages: Int
  private var lines: [Line] = []
  private var numbers: [String: Int32] = [:]
  /// The text of the page committed last: of each pattern, and of each page that sessions lead to.
  private var last: [String: TextSketch] = [:]

  /// How often a budget has got something back.
  private(set) var releases = 0

  /// Ten pages in a row are nine that say what the one before says.
  private static let mostRepeats = 9
  /// Shorter texts are not told from each other.
  private static let fewestWords = 10
  /// How many patterns are kept of URLs that were passed over for their shape: each may have its own.
  private static let mostShapes = 100
  private var shapes = 0

  init(maxPages: Int) { self.maxPages = maxPages }

  /// A twentieth of the crawl for URLs with parameters: sorted, filtered, paged lists of what has URLs of its own.
  private var parameterLimit: Int { max(50, maxPages / 20) }
  /// A fifth for days, and for what may be sessions.
  private var otherLimit: Int { max(50, maxPages / 5) }

  // MARK: - Discovery

  /// Opens the account of a URL's pattern; a pattern that is one URL has none.
  mutating func account(_ pattern: URLPattern) -> Account {
    guard pattern.kind != .none else { return Account() }
    var account = Account(pattern: line(pattern.text))
    account.stem = pattern.isSession ? line(pattern.stem) : account.pattern
    account.isSession = pattern.isSession
    account.isSuspect = pattern.isSession || pattern.kind == .parameters || pattern.kind == .date
    switch pattern.kind {
    case .parameters: lines[Int(account.pattern)].limit = parameterLimit
    case .date: lines[Int(account.pattern)].limit = otherLimit
    case .name, .number, .none: break
    }
    return account
  }

  private mutating func line(_ text: String) -> Int32 {
    if let number = numbers[text] { return number }
    let number = Int32(lines.count)
    lines.append(Line(text: text))
    numbers[text] = number
    return number
  }

  /// What is to be done with one more URL of an account.
  func verdict(_ account: Account) -> Verdict {
    guard account.pattern >= 0 else { return .ask }
    if isFrozen(account) { return .drop(.sameText) }
    let line = lines[Int(account.pattern)]
    if line.held >= line.limit { return .drop(.budget) }
    if account.isSession, lines[Int(account.stem)].held >= otherLimit { return .later }
    return .ask
  }

  /// Notes a URL that will be asked for.
  mutating func hold(_ account: Account, isNew: Bool) {
    change(account) { line in
      line.held += 1
      if isNew { line.seen += 1 }
    }
  }

  /// Notes that a URL is not asked for after all.
  mutating func release(_ account: Account) {
    releases += 1
    change(account) { $0.held -= 1 }
  }

  /// Notes a URL that was passed over.
  mutating func drop(_ account: Account, _ cause: Skips.Cause, isNew: Bool) {
    change(account) { line in
      line.dropped += 1
      if isNew { line.seen += 1 }
    }
    if cause == .budget, lines[Int(account.pattern)].cause == nil {
      lines[Int(account.pattern)].cause = .budget
    }
  }

  /// Notes a URL that was passed over for its shape.
  mutating func drop(shape: String) {
    if numbers[shape] == nil {
      guard shapes < Self.mostShapes else { return }
      shapes += 1
    }
    let number = Int(line(shape))
    lines[number].seen += 1
    lines[number].dropped += 1
    lines[number].cause = .shape
  }

  private mutating func change(_ account: Account, _ change: (inout Line) -> Void) {
    guard account.pattern >= 0 else { return }
    change(&lines[Int(account.pattern)])
    if account.stem != account.pattern { change(&lines[Int(account.stem)]) }
  }

  // MARK: - Requests and answers

  /// Whether a pattern was found to repeat itself.
  func isFrozen(_ account: Account) -> Bool {
    account.stem >= 0 && lines[Int(account.stem)].cause == .sameText
  }

  /// Whether a URL that waits is passed over as the request of this number.
  func isFrozen(_ account: Account, at request: Int) -> Bool {
    account.stem >= 0 && lines[Int(account.stem)].frozenFrom <= request
  }

  mutating func ask(_ account: Account) { change(account) { $0.asked += 1 } }

  /// Notes that robots.txt forbids a URL, which costs nothing.
  mutating func forbid(_ account: Account) {
    release(account)
    change(account) { $0.asked -= 1 }
  }

  /// Looks at the text of a page, and freezes its pattern when it is the tenth in a row that says the same.
  ///
  /// - Parameters:
  ///   - account: The page's.
  ///   - address: Its address.
  ///   - sketch: Its text.
  ///   - request: From which request on that holds for what waits already.
  mutating func commit(
    _ account: Account, _ address: PageAddress, _ sketch: TextSketch, frozenFrom request: Int
  ) {
    guard account.pattern >= 0 else { return }
    let stem = Int(account.stem)
    var isSame = isSame(sketch, lines[stem].text, account)
    // With a session of its own for each link, a page comes again under other names, but others come in between.
    if account.isSession, self.isSame(sketch, URLPattern.page(of: address), account) { isSame = true }
    lines[stem].repeats = isSame ? lines[stem].repeats + 1 : 0
    guard lines[stem].repeats >= Self.mostRepeats, lines[stem].cause != .sameText else { return }
    lines[stem].cause = .sameText
    lines[stem].frozenFrom = request
  }

  /// Whether a text is that of the page before it under a name, whose text it becomes.
  private mutating func isSame(_ sketch: TextSketch, _ name: String, _ account: Account) -> Bool {
    guard let other = last.updateValue(sketch, forKey: name) else { return false }
    // A few words, as "Loading", say nothing.
    return account.isSuspect && sketch.words >= Self.fewestWords
      ? sketch.saysTheSame(as: other) : sketch.isNearDuplicate(of: other)
  }

  // MARK: - The end

  /// The patterns that were followed no longer, in the order of their discovery.
  var traps: [Trap] {
    lines.compactMap { line in
      guard let cause = line.cause else { return nil }
      // Ten pages alike are no trap when they are all there are. Nor is a budget that robots.txt has given back.
      guard line.dropped > 0, cause != .budget || line.held >= line.limit else { return nil }
      return Trap(pattern: line.text, cause: cause, seen: line.seen, fetched: line.asked)
    }
  }
}
