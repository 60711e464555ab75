// Hears what is published on one channel, through a redis-cli of its own.
//
// 1. Opened, it starts redis-cli and subscribes.
// 2. Each message is one line of JSON; what is published while nobody is subscribed is gone, so nothing that matters may
//    travel this way alone.
// 3. After an end or any odd line that redis-cli is killed, and after a pause a new one subscribes.
// It belongs to one thread, which must live as long as it does: redis-cli dies with the thread that started it.

internal import Glibc
internal import JSONText
internal import Processes

/// An ear on one channel.
///
/// In a loop of poll: ``open(now:)``, wait for ``interests`` or ``nextDeadline``, then call
/// ``handle(readable:writable:now:)``.
public final class Subscription {
  /// Something that was heard.
  public enum Outcome: Hashable, Sendable {
    /// From now on messages are heard.
    case subscribed
    /// A message.
    case message([UInt8])
    /// What is wrong; another redis-cli is started after a pause.
    case trouble(String)
  }

  private let address: RedisAddress
  private let command: RedisCLI
  private let question: [UInt8]
  private let patience: Duration
  private var backoff: Backoff
  private var child: RedisChild?
  private var outbound: ArraySlice<UInt8> = []
  private var line: [UInt8] = []
  private var isOpen = false
  private var isSubscribed = false
  /// Until when it has to be subscribed.
  private var deadline: ContinuousClock.Instant?
  private var resumption: ContinuousClock.Instant?

  /// No command is longer.
  private static let longestLine = 1 << 20

  /// Makes an ear that is not open yet.
  ///
  /// - Parameters:
  ///   - address: Where Redis is.
  ///   - channel: The channel's whole name.
  ///   - patience: How long subscribing may take.
  /// - Throws: ``PipeError`` of code `configuration` when there is no usable redis-cli.
  public init(
    _ address: RedisAddress, channel: String, patience: Duration = .seconds(5)
  ) throws(PipeError) {
    self.address = address
    self.patience = patience
    command = try RedisCLI.found()
    question = Quoting.line([Array("SUBSCRIBE".utf8), Array(channel.utf8)])
    var random = SystemRandomNumberGenerator()
    backoff = Backoff(seed: random.next())
  }

  deinit { child?.end() }

  /// The process id of redis-cli while there is one.
  public var processID: Int32? { child?.pid }

  /// What to wait for.
  public var interests: [RedisPipe.Interest] {
    guard let child else { return [] }
    let reading = RedisPipe.Interest(descriptor: child.output, events: Int16(POLLIN))
    guard !outbound.isEmpty else { return [reading] }
    return [reading, RedisPipe.Interest(descriptor: child.input, events: Int16(POLLOUT))]
  }

  /// When to call ``handle(readable:writable:now:)`` even if nothing has happened.
  public var nextDeadline: ContinuousClock.Instant? { deadline ?? (isOpen ? resumption : nil) }

  /// Subscribes, and stays subscribed.
  ///
  /// - Parameter now: The time.
  /// - Returns: What went wrong at once, if anything.
  @discardableResult public func open(now: ContinuousClock.Instant = .now) -> Outcome? {
    isOpen = true
    return start(at: now)
  }

  /// Ends redis-cli.
  public func close() {
    isOpen = false
    drop()
  }

  /// Goes on after waiting.
  ///
  /// - Parameters:
  ///   - readable: Whether there is something to read; when in doubt, true does no harm.
  ///   - writable: Whether something can be written; likewise.
  ///   - now: The time.
  /// - Returns: What was heard, in order.
  public func handle(
    readable: Bool = true, writable: Bool = true, now: ContinuousClock.Instant = .now
  ) -> [Outcome] {
    var heard: [Outcome] = []
    if writable { flush() }
    // A mebibyte a turn at most: whoever shares the loop has a turn too.
    var chunks = readable ? 32 : 0
    while chunks > 0, let child {
      chunks -= 1
      guard let bytes = child.read() else {
        heard.append(strike(line.isEmpty ? "redis-cli has ended" : ReplyLine.excerpt(line[...]), at: now))
        break
      }
      guard !bytes.isEmpty else { break }
      heard += receive(bytes, at: now)
      if bytes.count < RedisChild.portion { break }
    }
    if let deadline, now >= deadline { heard.append(strike("not subscribed within \(patience)", at: now)) }
    if let trouble = start(at: now) { heard.append(trouble) }
    return heard
  }

  // MARK: - Doing

  private func start(at now: ContinuousClock.Instant) -> Outcome? {
    guard isOpen, child == nil else { return nil }
    if let resumption, now < resumption { return nil }
    resumption = nil
    do {
      child = try RedisChild(command.path, ["--json"] + address.arguments)
    } catch {
      return strike("cannot start redis-cli: \(error.description)", at: now)
    }
    // What --askpass reads, before anything else.
    if let password = address.password { outbound += password + [UInt8(ascii: "\n")] }
    outbound += question
    deadline = now + patience
    flush()
    return nil
  }

  private func receive(_ bytes: [UInt8], at now: ContinuousClock.Instant) -> [Outcome] {
    var heard: [Outcome] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      line += rest[..<end]
      rest = rest[(end + 1)...]
      defer { line = [] }
      guard let outcome = outcome(of: line, at: now) else { continue }
      heard.append(outcome)
      if case .trouble = outcome { return heard }
    }
    line += rest
    if line.count > Self.longestLine { heard.append(strike("a line is too long", at: now)) }
    return heard
  }

  /// How lines begin after which redis-cli stays, and never subscribes.
  private static let badBeginnings = ["Error", "AUTH failed", "Could not connect"]

  /// What a line means; nil for one of those that redis-cli says on its way.
  private func outcome(of line: [UInt8], at now: ContinuousClock.Instant) -> Outcome? {
    guard line.first == UInt8(ascii: "[") else {
      // Before the subscription redis-cli greets, and older servers do not know HELLO.
      let isBad = Self.badBeginnings.contains { line.starts(with: $0.utf8) }
      guard isSubscribed || isBad else { return nil }
      return strike(ReplyLine.excerpt(line[...]), at: now)
    }
    guard let elements = (try? JSON(parsing: line))?.array, let kind = elements.first?.string else {
      // A message of other bytes than text; nothing that a command is.
      return isSubscribed ? nil : strike(ReplyLine.excerpt(line[...]), at: now)
    }
    switch kind {
    case "subscribe":
      isSubscribed = true
      deadline = nil
      backoff.reset()
      return .subscribed
    case "message":
      guard elements.count == 3, let payload = elements[2].string else { return nil }
      return .message(Array(payload.utf8))
    default: return nil
    }
  }

  /// Kills redis-cli; another one is started after a pause.
  private func strike(_ reason: String, at now: ContinuousClock.Instant) -> Outcome {
    drop()
    resumption = now + backoff.pause()
    return .trouble(reason)
  }

  private func drop() {
    child?.end()
    child = nil
    (outbound, line, deadline, isSubscribed) = ([], [], nil, false)
  }

  private func flush() {
    while let child, !outbound.isEmpty {
      guard let count = child.write(outbound), count > 0 else { break }
      outbound = outbound.dropFirst(count)
    }
    if outbound.isEmpty { outbound = [] }
  }
}
