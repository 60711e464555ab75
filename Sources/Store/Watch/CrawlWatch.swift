// The thread beside a crawl: tells the row once a second how far it is, and hears whether it is still wanted.
//
// 1. a beat: progress and the time go into the row, `cancel_requested` comes back; no row: somebody else has the job
// 2. for the rest of the second it listens; whoever cancels calls that out, and the next beat comes at once
// 3. the database is away: a new connection, in pauses that double up to ten seconds; the crawl goes on meanwhile
// 4. told to end: the connection lies ready for whoever writes the result
//
// Everything here has an end: nobody waits longer than five seconds for an answer.

internal import Postgres
internal import Synchronization

/// Watches over one claimed job.
final class CrawlWatch: Sendable {
  /// Whether the crawl is still wanted, as far as is known.
  enum Verdict: Sendable { case wanted, cancelled, lost }

  private struct State {
    var done = 0
    var found = 0
    var verdict = Verdict.wanted
  }

  private let job: CrawlJob
  private let host: String?
  private let database: Database
  private let notice: @Sendable (String) -> Void
  private let state = Mutex(State())
  /// The connection while nobody uses it.
  private let spare: Handover
  private let end = Wakeup()
  private let hasEnded = Wakeup()

  private static let patience = Duration.seconds(5)
  private static let second = Duration.seconds(1)

  init(
    _ job: CrawlJob, host: String?, _ database: Database, _ connection: Handover,
    _ notice: @escaping @Sendable (String) -> Void
  ) {
    self.job = job
    self.host = host
    self.database = database
    self.notice = notice
    spare = connection
  }

  /// Begins; without a thread the row grows cold, and the crawl goes on.
  func start() {
    guard !SideThread.start({ self.run() }) else { return }
    hasEnded.raise()
    notice("cannot start a thread: the job's row is not told how far the crawl is")
  }

  /// Ends the watching, and waits for that.
  ///
  /// - Returns: Its connection, when there is one that can be used.
  func stop() -> Connection? {
    end.raise()
    hasEnded.wait(upTo: Self.patience + Self.patience + Self.second)
    return spare.take()
  }

  /// Notes how far the crawl is.
  func note(done: Int, found: Int) { state.withLock { ($0.done, $0.found) = (done, found) } }

  /// Whether the crawl is still wanted.
  var verdict: Verdict { state.withLock(\.verdict) }

  // MARK: - The thread

  private func run() {
    var connection = spare.take()
    var pause = Duration.milliseconds(250)
    var isAway = false
    var isFirst = true
    while !end.isRaised {
      do throws(PostgresError) {
        let current: Connection
        if let connection {
          current = connection
        } else {
          current = try connected()
          isFirst = false
        }
        connection = current
        try beat(on: current)
        if isAway { notice("the database is back") }
        (isAway, pause) = (false, .milliseconds(250))
        try listen(on: current)
      } catch {
        connection = nil
        if !isAway { notice("\(error); the crawl goes on") }
        isAway = true
        end.wait(upTo: pause)
        pause = min(pause * 2, .seconds(10))
      }
    }
    // A later one is too impatient for the large transaction.
    if let connection, isFirst, connection.isOpen { spare.put(connection) }
    hasEnded.raise()
  }

  private func connected() throws(PostgresError) -> Connection {
    let connection = try database.connection(within: Self.patience)
    // Whoever got in between has it now: two crawls of a host for once are better than none.
    if let host { try connection.lockIfFree(host: host) }
    try connection.listen(to: Channel.cancel)
    return connection
  }

  private func beat(on connection: Connection) throws(PostgresError) {
    let (done, found) = state.withLock { ($0.done, $0.found) }
    let rows = try connection.execute(
      """
      update crawl_jobs set heartbeat_at = now(), pages_done = $3, pages_found = $4,
        progress = greatest(progress, $5)
      where id = $1 and fence = $2 and status = 'running'
      returning cancel_requested
      """,
      [
        .text(job.id), SQLValue(job.fence), SQLValue(done), SQLValue(found),
        SQLValue(Self.percent(done: done, found: found, limit: job.maxPages)),
      ], within: Self.patience)
    guard let row = rows.first else { return conclude(.lost) }
    if try row.read("cancel_requested", as: Bool.self) { conclude(.cancelled) }
  }

  /// Listens for the rest of a second, or until this job is called out.
  private func listen(on connection: Connection) throws(PostgresError) {
    let due = ContinuousClock.now + Self.second
    while !end.isRaised {
      let left = due - .now
      guard left > .zero else { return }
      let called = try connection.notifications(within: left, unless: end)
      if called.contains(where: { $0.payload == job.id }) { return }
    }
  }

  private func conclude(_ verdict: Verdict) { state.withLock { $0.verdict = verdict } }

  /// 0 to 99: 100 is for a crawl that is in the database.
  static func percent(done: Int, found: Int, limit: Int) -> Int {
    let expected = max(1, min(found, limit))
    return max(0, min(99, 99 * done / expected))
  }
}
