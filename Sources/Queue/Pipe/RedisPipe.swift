// The shell around `PipeMachine`: one redis-cli, its descriptors and the clock. It belongs to one thread, which must
// live as long as the pipe: redis-cli dies with the thread that started it.

internal import Processes
internal import Glibc

/// A way to run scripts in Redis, one at a time, that mends itself.
///
/// In a loop of poll: wait for ``interests`` or ``nextDeadline``, then call
/// ``handle(readable:writable:now:)``. Everywhere else: ``call(_:patience:)``.
public final class RedisPipe {
  /// Something that became of the pipe.
  public enum Outcome: Equatable, Sendable {
    /// A new connection stands; what was known of the server before may be outdated.
    case greeting(Greeting)
    /// What the script returned, without the id.
    case reply([ReplyValue])
    /// The request will get no answer.
    case failure(PipeError)
    /// What is wrong; the request is being repeated.
    case trouble(String)
  }

  /// A descriptor and what to wait for on it.
  public struct Interest: Hashable, Sendable {
    /// The descriptor.
    public var descriptor: Int32
    /// The events of `poll`.
    public var events: Int16
  }

  /// Where Redis is.
  public let address: RedisAddress

  /// What the server said when the present connection, or the last one, was made.
  public private(set) var greeting: Greeting?

  private let command: RedisCLI
  private var machine: PipeMachine
  private var child: RedisChild?
  private var outbound: ArraySlice<UInt8> = []

  /// Makes a pipe; redis-cli is started by the first request.
  ///
  /// - Parameters:
  ///   - address: Where Redis is.
  ///   - keyPrefix: What every key begins with, before `devseo:`.
  /// - Throws: ``PipeError`` of code `configuration` when there is no usable redis-cli.
  public init(_ address: RedisAddress, keyPrefix: String = "") throws(PipeError) {
    self.address = address
    command = try RedisCLI.found()
    var random = SystemRandomNumberGenerator()
    machine = PipeMachine(
      address, versionKey: Array("\(keyPrefix)devseo:ver".utf8), seed: random.next())
  }

  deinit { child?.end() }

  // MARK: - Asking

  /// Whether a request is waiting for its answer.
  public var isBusy: Bool { machine.pending != nil }

  /// The process id of redis-cli while there is one.
  public var processID: Int32? { child?.pid }

  /// Asks; the answer is among the outcomes of this call or a later one of ``handle(readable:writable:now:)``.
  ///
  /// - Parameters:
  ///   - request: What is asked. No other request may be waiting.
  ///   - now: The time.
  /// - Returns: What became of it at once.
  public func ask(_ request: PipeRequest, now: ContinuousClock.Instant = .now) -> [Outcome] {
    execute(machine.ask(request, at: now), at: now)
  }

  /// A request as a line that the redis-cli of a ``QueueWatch`` may be given.
  ///
  /// - Parameter request: What is to be asked.
  /// - Returns: The line; nil as long as the script was never asked for through the pipe.
  public func evaluation(of request: PipeRequest) -> Evaluation? { machine.evaluation(of: request) }

  /// Makes a connection before there is anything to ask.
  ///
  /// - Parameter now: The time.
  /// - Returns: What became of it at once; a greeting follows when it stands.
  public func connect(now: ContinuousClock.Instant = .now) -> [Outcome] {
    execute(machine.connect(at: now), at: now)
  }

  /// Gives up the request that is waiting.
  ///
  /// It may have been run, or be run later.
  public func abandon() {
    _ = execute(machine.abandon(), at: .now)
  }

  /// Ends redis-cli; the next request starts another.
  public func close() {
    _ = execute(machine.abandon() + machine.dropChild(), at: .now)
  }

  // MARK: - In a loop

  /// What to wait for.
  public var interests: [Interest] {
    guard let child else { return [] }
    let reading = Interest(descriptor: child.output, events: Int16(POLLIN))
    guard !outbound.isEmpty else { return [reading] }
    return [reading, Interest(descriptor: child.input, events: Int16(POLLOUT))]
  }

  /// When to call ``handle(readable:writable:now:)`` even if nothing has happened.
  public var nextDeadline: ContinuousClock.Instant? { machine.nextDeadline }

  /// Goes on after waiting.
  ///
  /// - Parameters:
  ///   - readable: Whether there is something to read; when in doubt, true does no harm.
  ///   - writable: Whether something can be written; likewise.
  ///   - now: The time.
  /// - Returns: What became of the pipe.
  public func handle(
    readable: Bool = true, writable: Bool = true, now: ContinuousClock.Instant = .now
  ) -> [Outcome] {
    var outcomes: [Outcome] = []
    if writable { flush() }
    // Four mebibytes a turn at most, so that the deadline and whoever shares the loop have theirs.
    var chunks = readable ? 128 : 0
    while chunks > 0, let child {
      chunks -= 1
      guard let bytes = child.read() else {
        outcomes += execute(machine.childEnded("redis-cli has ended", at: now), at: now)
        break
      }
      if bytes.isEmpty { break }
      outcomes += execute(machine.receive(bytes, at: now), at: now)
      if bytes.count < RedisChild.portion { break }
    }
    return outcomes + execute(machine.tick(at: now), at: now)
  }

  // MARK: - Doing

  private func execute(_ actions: [PipeMachine.Action], at now: ContinuousClock.Instant) -> [Outcome] {
    var outcomes: [Outcome] = []
    for action in actions {
      switch action {
      case .spawn: outcomes += spawn(at: now)
      case .write(let bytes):
        // Nothing takes them when redis-cli could not be started; the machine knows and will begin anew.
        guard child != nil else { break }
        outbound += bytes
        flush()
      case .kill: kill()
      case .greet(let greeting):
        self.greeting = greeting
        outcomes.append(.greeting(greeting))
      case .reply(let values): outcomes.append(.reply(values))
      case .fail(let error): outcomes.append(.failure(error))
      case .report(let reason): outcomes.append(.trouble(reason))
      }
    }
    return outcomes
  }

  private func spawn(at now: ContinuousClock.Instant) -> [Outcome] {
    do {
      child = try RedisChild(command.path, ["--raw"] + address.arguments)
      // What --askpass reads, before anything else.
      if let password = address.password { outbound += password + [UInt8(ascii: "\n")] }
      return []
    } catch {
      return execute(machine.childEnded("cannot start redis-cli: \(error.description)", at: now), at: now)
    }
  }

  private func kill() {
    child?.end()
    child = nil
    outbound = []
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
