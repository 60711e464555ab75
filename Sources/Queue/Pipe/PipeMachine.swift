// The pipe to Redis without processes, descriptors or clocks: events in, actions out.
//
// 1. The first request starts a redis-cli; so does every later one when there is none.
// 2. A new redis-cli is greeted: a script must return our id. Only then requests go through it, one at a time.
// 3. A script that Redis does not know is loaded first; Redis tells its SHA-1.
// 4. A reply is one frame, an array that begins with the id of its request.
// 5. After anything else, silence beyond the deadline or an end, that redis-cli is killed, a new one started after a
//    pause, and the same request sent again: it may have been run, so every request must be repeatable.
// 6. Errors of Redis are waited for, or end the request: `Verdict`.

/// The state of one pipe.
struct PipeMachine {
  typealias Instant = ContinuousClock.Instant

  /// What the pipe is to do, in this order.
  enum Action: Equatable {
    /// Start a redis-cli.
    case spawn
    /// Give it these bytes.
    case write([UInt8])
    /// Kill it, and forget what it has not taken or said yet.
    case kill
    /// Tell that the server is there.
    case greet(Greeting)
    /// Tell what the script returned, without the id.
    case reply([ReplyValue])
    /// Tell that the request has failed.
    case fail(PipeError)
    /// Tell what is wrong while the request is being repeated.
    case report(String)
  }

  enum Child {
    case none, new, greeted
  }

  /// The request that is wanted an answer to.
  struct Pending {
    var request: PipeRequest
    var id: String
    /// Replies that were none; the third is taken for the script's fault.
    var oddReplies = 0
  }

  /// A line that was sent and is not answered yet.
  struct Exchange {
    var id: String
    var script: Script
    var isGreeting: Bool
    /// Whether it is the script's text that was sent.
    var isLoading = false
    /// Whether that has happened already: once is enough.
    var hasLoaded = false
    var limit: Duration
    var deadline: Instant
  }

  let address: RedisAddress
  let versionKey: [UInt8]
  var child = Child.none
  var pending: Pending?
  var exchange: Exchange?
  /// Whether a greeting is wanted even without a request.
  var wantsGreeting = false
  var resumption: Instant?
  var backoff: Backoff
  var received: [UInt8] = []
  /// What Redis calls the scripts that it has.
  var loaded: [String: (script: Script, sha: [UInt8])] = [:]
  private let nonce: String
  private var count = 0

  /// A pipe without a child; the seed makes its ids and pauses differ from those of other pipes.
  init(_ address: RedisAddress, versionKey: [UInt8], seed: UInt64) {
    self.address = address
    self.versionKey = versionKey
    backoff = Backoff(seed: seed)
    nonce = String(seed, radix: 36)
  }

  /// The line of a request for another redis-cli; nil: what Redis calls the script is not known yet.
  mutating func evaluation(of request: PipeRequest) -> Evaluation? {
    guard let known = loaded[request.script.name], known.script == request.script else { return nil }
    let id = newID()
    return Evaluation(line: request.line(sha: known.sha, id: id), id: id)
  }

  // MARK: - Events

  /// An answer is wanted; none may be wanted yet.
  mutating func ask(_ request: PipeRequest, at now: Instant) -> [Action] {
    precondition(pending == nil, "a pipe takes one request at a time")
    pending = Pending(request: request, id: newID())
    return advance(at: now)
  }

  /// A greeting is wanted.
  mutating func connect(at now: Instant) -> [Action] {
    wantsGreeting = child != .greeted
    return advance(at: now)
  }

  /// The answer is not wanted any more.
  ///
  /// What was sent may still be run.
  mutating func abandon() -> [Action] {
    (pending, wantsGreeting) = (nil, false)
    return exchange == nil ? [] : dropChild()
  }

  /// redis-cli has written something.
  mutating func receive(_ bytes: [UInt8], at now: Instant) -> [Action] {
    guard child != .none else { return [] }
    let scanned = received.count
    received += bytes
    return read(from: scanned, at: now)
  }

  /// redis-cli has ended, or could not be started.
  mutating func childEnded(_ reason: String, at now: Instant) -> [Action] {
    guard child != .none else { return [] }
    let said = received.isEmpty ? "" : ": \(ReplyLine.excerpt(received[...]))"
    return strike(reason + said, at: now)
  }

  /// Time has passed.
  mutating func tick(at now: Instant) -> [Action] {
    guard let exchange else { return advance(at: now) }
    guard now >= exchange.deadline else { return [] }
    return strike("no answer within \(exchange.limit)", at: now)
  }

  /// When ``tick(at:)`` is due.
  var nextDeadline: Instant? { exchange?.deadline ?? (isWanted ? resumption : nil) }

  // MARK: - Steps

  var isWanted: Bool { pending != nil || wantsGreeting }

  /// Does the next thing there is to do, if the time for it has come.
  mutating func advance(at now: Instant) -> [Action] {
    guard isWanted, exchange == nil else { return [] }
    if let resumption, now < resumption { return [] }
    resumption = nil
    if child == .none {
      child = .new
      return [.spawn] + begin(at: now)
    }
    return begin(at: now)
  }

  /// Sends the greeting to a new child, the request to a greeted one.
  private mutating func begin(at now: Instant) -> [Action] {
    let limit = pending?.request.deadline ?? .seconds(5)
    if child == .new {
      exchange = Exchange(
        id: newID(), script: Greeting.script, isGreeting: true, limit: limit, deadline: now + limit)
    } else if let pending {
      exchange = Exchange(
        id: pending.id, script: pending.request.script, isGreeting: false, limit: limit, deadline: now + limit
      )
    }
    return send(at: now)
  }

  /// Sends what the exchange is about, or first the text of its script.
  mutating func send(at now: Instant) -> [Action] {
    guard var exchange else { return [] }
    exchange.deadline = now + exchange.limit
    defer { self.exchange = exchange }
    guard let known = loaded[exchange.script.name], known.script == exchange.script else {
      (exchange.isLoading, exchange.hasLoaded) = (true, true)
      return [
        .write(
          Quoting.line([Array("SCRIPT".utf8), Array("LOAD".utf8), ReplyFrame.framed(exchange.script.text)]))
      ]
    }
    exchange.isLoading = false
    let greeting = PipeRequest(Greeting.script, keys: [versionKey])
    let request = exchange.isGreeting ? greeting : pending?.request ?? greeting
    return [.write(request.line(sha: known.sha, id: exchange.id))]
  }

  private mutating func newID() -> String {
    count += 1
    return "\(nonce)-\(count)"
  }
}
