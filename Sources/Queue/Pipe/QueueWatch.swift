// Wakes whoever waits for a list, by a blocking peek of a redis-cli of its own: BLMOVE from the right end of the list to
// its right end waits for a message and leaves the list as it was, so whatever becomes of the peek, nothing is lost.
//
// 1. Armed, it asks; the first time by a new redis-cli.
// 2. A message rings as soon as its first byte is there; its rest is read away in slices. Where a script was given to be
//    run then, redis-cli asks for that by itself, and what it returned is told in place of the ring.
// 3. After silence, an end or any odd line that redis-cli is killed, since after reconnecting by itself it would look
//    into database 0; a new one asks after a pause.
// It belongs to one thread, which must live as long as the watch: redis-cli dies with the thread that started it.

internal import Glibc
internal import Processes

/// A bell for one list: it rings when there is a message, and takes none.
///
/// In a loop of poll: ``arm(now:)``, wait for ``interests`` or ``nextDeadline``, then call
/// ``handle(readable:writable:now:)``. It rings once for each arming.
public final class QueueWatch {
  /// Something that the watch has found.
  public enum Outcome: Equatable, Sendable {
    /// There is a message.
    case ringing
    /// What the script returned that was to be run as soon as there is one, or there was none for as long as was waited.
    case evaluated([ReplyValue])
    /// There was none for as long as was waited.
    case quiet
    /// What is wrong; the question is being repeated.
    case trouble(String)
  }

  /// Where Redis is.
  public let address: RedisAddress
  /// The list's key.
  public let list: [UInt8]

  private let command: RedisCLI
  private let question: [UInt8]
  private let delimiter: [UInt8]
  private let limit: Duration
  private let grace: Duration
  private var backoff: Backoff
  /// The message that the peek has found, while what was to be run then is not answered; nil: none, or a long one.
  public private(set) var seen: [UInt8]?
  private var child: RedisChild?
  private var outbound: ArraySlice<UInt8> = []
  private var isArmed = false
  /// What redis-cli is to ask behind the peek.
  private var evaluation: Evaluation?
  /// The reply that is being read; nil: nothing has been asked.
  private var reply: PeekReply?
  private var deadline: ContinuousClock.Instant?
  private var resumption: ContinuousClock.Instant?

  /// Makes a watch; redis-cli is started by the first arming.
  ///
  /// - Parameters:
  ///   - address: Where Redis is.
  ///   - list: The key of the list, with whatever prefix it has.
  ///   - blocking: For how long a message is waited for at a time: at most five seconds.
  /// - Throws: ``PipeError`` of code `configuration` when there is no usable redis-cli.
  public convenience init(
    _ address: RedisAddress, list: [UInt8], blocking: Duration = .seconds(5)
  ) throws(PipeError) {
    let milliseconds = min(max(blocking, .milliseconds(50)), .seconds(5)).milliseconds
    try self.init(address, list: list, blockMilliseconds: Int(milliseconds), grace: .seconds(2))
  }

  /// Makes a watch that waits in Redis for so long, and for its answer so much longer.
  init(
    _ address: RedisAddress, list: [UInt8], blockMilliseconds: Int, grace: Duration
  ) throws(PipeError) {
    self.address = address
    self.list = list
    self.grace = grace
    command = try RedisCLI.found()
    limit = .milliseconds(blockMilliseconds) + grace
    let (seconds, rest) = blockMilliseconds.quotientAndRemainder(dividingBy: 1000)
    let timeout = "\(seconds).\(String(1000 + rest).dropFirst())"
    let end = Array("RIGHT".utf8)
    question = Quoting.line([Array("BLMOVE".utf8), list, list, end, end, Array(timeout.utf8)])
    var random = SystemRandomNumberGenerator()
    backoff = Backoff(seed: random.next())
    delimiter = Array("\(String(random.next(), radix: 36))-\(String(random.next(), radix: 36))".utf8)
  }

  deinit { child?.end() }

  // MARK: - Asking

  /// The process id of redis-cli while there is one.
  public var processID: Int32? { child?.pid }

  /// Whether it has been armed and has neither rung nor been quiet since.
  public var isWaiting: Bool { isArmed }

  /// Asks whether there is a message, unless it is asking already.
  ///
  /// - Parameters:
  ///   - evaluation: A script to be run as soon as there is one; what is asked already is not changed by it.
  ///   - now: The time.
  /// - Returns: The trouble, when there is some at once.
  @discardableResult public func arm(
    with evaluation: Evaluation? = nil, now: ContinuousClock.Instant = .now
  ) -> Outcome? {
    if !isArmed { self.evaluation = evaluation }
    isArmed = true
    return advance(at: now)
  }

  /// Ends redis-cli; the next arming starts another.
  public func close() {
    isArmed = false
    drop()
  }

  // MARK: - In a loop

  /// What to wait for.
  public var interests: [RedisPipe.Interest] {
    guard let child else { return [] }
    let reading = RedisPipe.Interest(descriptor: child.output, events: Int16(POLLIN))
    guard !outbound.isEmpty else { return [reading] }
    return [reading, RedisPipe.Interest(descriptor: child.input, events: Int16(POLLOUT))]
  }

  /// When to call ``handle(readable:writable:now:)`` even if nothing has happened.
  public var nextDeadline: ContinuousClock.Instant? { deadline ?? (isArmed ? resumption : nil) }

  /// Goes on after waiting.
  ///
  /// - Parameters:
  ///   - readable: Whether there is something to read; when in doubt, true does no harm.
  ///   - writable: Whether something can be written; likewise.
  ///   - now: The time.
  /// - Returns: What was found; nil: nothing yet.
  public func handle(
    readable: Bool = true, writable: Bool = true, now: ContinuousClock.Instant = .now
  ) -> Outcome? {
    if writable { flush() }
    var found: Outcome?
    // Four mebibytes a turn at most: whoever shares the loop has a turn too.
    var chunks = readable ? 128 : 0
    while chunks > 0, let child {
      chunks -= 1
      let bytes = child.read()
      if bytes?.isEmpty == true { break }
      let outcome = bytes.map { receive($0, at: now) } ?? strike("redis-cli has ended", at: now)
      found = found ?? outcome
      if let bytes, bytes.count < RedisChild.portion { break }
    }
    if let deadline, now >= deadline { return found ?? strike("no answer within \(limit)", at: now) }
    return found ?? advance(at: now)
  }

  // MARK: - Doing

  /// Asks, if that is wanted and the time for it has come.
  private func advance(at now: ContinuousClock.Instant) -> Outcome? {
    guard isArmed, reply == nil else { return nil }
    if let resumption, now < resumption { return nil }
    resumption = nil
    if child == nil {
      do {
        let delimiter = String(decoding: delimiter, as: UTF8.self)
        child = try RedisChild(command.path, ["--raw", "-D", delimiter] + address.arguments)
      } catch {
        return strike("cannot start redis-cli: \(error.description)", at: now)
      }
      // What --askpass reads, before anything else.
      if let password = address.password { outbound += password + [UInt8(ascii: "\n")] }
    }
    outbound += question + (evaluation?.line ?? [])
    reply = PeekReply(delimiter: delimiter, isEvaluating: evaluation != nil)
    deadline = now + limit
    flush()
    return nil
  }

  private func receive(_ bytes: [UInt8], at now: ContinuousClock.Instant) -> Outcome? {
    guard let events = reply?.take(bytes) else {
      return strike("it spoke unasked: \(ReplyLine.excerpt(bytes[...]))", at: now)
    }
    var found: Outcome?
    // As long as a message keeps coming it is no silence.
    if reply?.isWithinMessage == true { deadline = now + grace }
    for event in events {
      switch event {
      // What is evaluated tells more.
      case .message where evaluation != nil, .nothing where evaluation != nil: break
      case .message: found = answered(.ringing)
      case .seen(let message): seen = message
      case .nothing: found = answered(.quiet)
      case .evaluated(let value):
        guard case .array(let values) = value, values.first == .text(Array((evaluation?.id ?? "").utf8))
        else {
          return strike("its reply does not begin with the id of the request", at: now)
        }
        found = answered(.evaluated(Array(values.dropFirst())))
      case .end: (reply, deadline) = (nil, nil)
      case .odd(let text):
        let trouble = strike(text, at: now)
        found = found ?? trouble
      }
    }
    return found
  }

  private func answered(_ outcome: Outcome) -> Outcome {
    (isArmed, evaluation, seen) = (false, nil, nil)
    backoff.reset()
    return outcome
  }

  /// Kills redis-cli, and asks again after a pause if that is wanted.
  private func strike(_ reason: String, at now: ContinuousClock.Instant) -> Outcome? {
    drop()
    // Whether it was run nobody knows, and it may be outdated by the time at which it would be asked for again.
    evaluation = nil
    resumption = now + backoff.pause()
    // Whatever ended while nothing was asked is no trouble yet.
    return isArmed ? .trouble(reason) : nil
  }

  private func drop() {
    child?.end()
    child = nil
    (outbound, reply, deadline, seen) = ([], nil, nil, nil)
  }

  private func flush() {
    while let child, !outbound.isEmpty {
      // What it wrote before it stopped reading tells more, and comes with its end.
      guard let count = child.write(outbound), count > 0 else { break }
      outbound = outbound.dropFirst(count)
    }
    if outbound.isEmpty { outbound = [] }
  }
}
