// Handlers that are started before their messages exist: which ones, how many, and for how long. Pure;
// whoever holds the processes asks and tells.

/// The spare handlers of one dispatcher, by their tasks.
struct WarmPool: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// After this time a spare is replaced: whatever it holds is no longer fresh.
  static let longestLife = Duration.seconds(600)
  /// For how long there is one spare too many before it is ended: between two messages of a full queue nothing runs.
  static let keepAlive = Duration.seconds(5)
  /// How long no spare is started after one has ended by itself; doubled each time, up to ``longestPause``.
  static let shortestPause = Duration.seconds(1)
  /// The longest pause.
  static let longestPause = Duration.seconds(300)

  /// What is to be done about one task.
  enum Change: Hashable, Sendable {
    /// Start a spare.
    case start(task: String)
    /// End the oldest spare.
    case end(task: String)
  }

  private struct Spares {
    /// When each was started, the oldest first.
    var starts: [Instant] = []
    /// When there was last none too many.
    var fittedAt: Instant?
    var pause = WarmPool.shortestPause
    var resumption: Instant?

    /// When one that is too many ends.
    var surplusEnd: Instant? { fittedAt.map { $0 + WarmPool.keepAlive } }
  }

  private let most: Int
  private var spares: [String: Spares] = [:]

  /// Makes an empty pool.
  ///
  /// - Parameter most: How many spares a task may have: as many as handlers run at a time.
  init(most: Int) { self.most = most }

  /// What is to be done now, one thing a task: the pool takes it for done.
  ///
  /// A task has one spare more than handlers that run, so that the next message finds one; one when it has been idle
  /// for a while.
  ///
  /// - Parameters:
  ///   - tasks: The tasks whose handlers may be warm.
  ///   - running: How many handlers of each task run.
  ///   - now: The time.
  /// - Returns: What is to be done, in the order of the tasks.
  mutating func changes(for tasks: Set<String>, running: [String: Int], at now: Instant) -> [Change] {
    var changes: [Change] = []
    for task in Set(spares.keys).union(tasks).sorted() {
      var own = spares[task, default: Spares()]
      let wanted = tasks.contains(task) ? min(most, 1 + running[task, default: 0]) : 0
      if own.starts.count <= wanted { own.fittedAt = now }
      let isSurplus = own.starts.count > wanted && (wanted == 0 || own.surplusEnd.map { $0 <= now } ?? true)
      if let oldest = own.starts.first, isSurplus || now - oldest >= Self.longestLife {
        own.starts.removeFirst()
        changes.append(.end(task: task))
      } else if own.starts.count < wanted, own.resumption.map({ $0 <= now }) ?? true {
        own.starts.append(now)
        changes.append(.start(task: task))
      }
      spares[task] = own.starts.isEmpty && wanted == 0 ? nil : own
    }
    return changes
  }

  /// The oldest spare of a task has got a message; it is spent, whatever becomes of it.
  mutating func take(_ task: String) {
    guard var own = spares[task], !own.starts.isEmpty else { return }
    own.starts.removeFirst()
    (own.pause, own.resumption) = (Self.shortestPause, nil)
    spares[task] = own
  }

  /// A spare of a task has become something else, or will not be: it counts no more.
  mutating func forget(_ task: String) {
    guard spares[task]?.starts.isEmpty == false else { return }
    spares[task]?.starts.removeLast()
  }

  /// A spare has ended by itself, or could not be started.
  ///
  /// - Parameters:
  ///   - task: Its task.
  ///   - wasCounted: Whether it was one of the spares; else it was what they are made of.
  ///   - now: The time.
  /// - Returns: For how long none is started.
  mutating func failed(_ task: String, wasCounted: Bool = true, at now: Instant) -> Duration {
    var own = spares[task, default: Spares()]
    if wasCounted, !own.starts.isEmpty { own.starts.removeLast() }
    let pause = own.pause
    own.resumption = now + pause
    own.pause = min(pause * 2, Self.longestPause)
    spares[task] = own
    return pause
  }

  /// When something is to be done next even if nothing happens.
  func nextDeadline(for tasks: Set<String>, running: [String: Int]) -> Instant? {
    var instants: [Instant] = []
    for task in tasks {
      guard let own = spares[task] else { continue }
      if let oldest = own.starts.first { instants.append(oldest + Self.longestLife) }
      let wanted = min(most, 1 + running[task, default: 0])
      if own.starts.count < wanted, let resumption = own.resumption { instants.append(resumption) }
      if own.starts.count > wanted, let end = own.surplusEnd { instants.append(end) }
    }
    return instants.min()
  }
}
