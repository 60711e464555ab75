// A machine with a clock that the test turns, and a Redis that the test plays.

import Dispatching
import JSONText
import Messages
import Queue
import Testing

/// A dispatcher under test.
struct Rig {
  var machine: DispatchMachine
  var now = Now(instant: .now, unixSeconds: 1_800_000_000)
  /// All that it wanted done since the last look, in order.
  var actions: [DispatchAction] = []
  /// What the server's clock says.
  var serverMilliseconds: Int64 = 1_800_000_000_000
  /// The request that has no answer yet.
  private(set) var pending: QueueRequest?
  /// How often tasks were revoked.
  var revision = 0
  /// What there is to see of the process.
  var vitals = Vitals()
  /// What was said to Celery's tools.
  private(set) var speeches: [WorkerSpeech] = []
  /// Whether Redis answers nothing by itself.
  var isRedisSilent = false
  private var fence: UInt64 = 0

  /// A dispatcher with handlers of these manifests that has registered, or not yet.
  init(
    slots: Int = 1, _ manifests: [JSON] = [["task": "t", "run": ["./t"], "queue": "q", "args": ["a", "b"]]],
    registered: Bool = true, change: (inout DispatchSettings) -> Void = { _ in }
  ) throws {
    var table = HandlerTable()
    for json in manifests {
      let manifest = try Manifest(json)
      table.handlers[manifest.task] = InstalledHandler(directory: "/h", manifest: manifest)
    }
    let keys = KeySpace()
    var settings = DispatchSettings(
      owner: OwnerID(), hostname: "devseo@test", queues: ["q"], concurrency: slots, keys: keys,
      results: ResultBackend(keys: keys))
    // What is asked seldom is asked only in tests that are about it.
    settings.visibilityTimeout = .zero
    change(&settings)
    machine = DispatchMachine(settings, handlers: table, seed: 1, now: now)
    if registered {
      tell(.tick)
      register()
      answerTools()
    }
  }

  // MARK: - Events

  /// Tells the machine something.
  mutating func tell(_ event: DispatchEvent) {
    switch event {
    case .answered, .failed: pending = nil
    default: break
    }
    let wanted = machine.handle(event, at: now)
    for case .ask(let request) in wanted {
      #expect(pending == nil, "two requests in flight")
      pending = request
    }
    actions += wanted
    for case .examine in wanted { tell(.examined(vitals)) }
  }

  /// Lets time pass while Redis answers what keeps a dispatcher alive, and has no messages.
  mutating func wait(_ duration: Duration) {
    let end = now.instant + duration
    while true {
      while answerUpkeep() {}
      guard let deadline = machine.nextDeadline, deadline <= end else { break }
      let isOverdue = deadline <= now.instant
      set(max(deadline, now.instant))
      let count = actions.count
      tell(.tick)
      guard !isOverdue || actions.count > count else {
        Issue.record("it wants to be woken at once, and then does nothing")
        break
      }
    }
    set(end)
    tell(.tick)
    while answerUpkeep() {}
  }

  private mutating func set(_ instant: ContinuousClock.Instant) {
    let (seconds, attoseconds) = now.instant.duration(to: instant).components
    now.instant = instant
    now.unixSeconds += Double(seconds) + Double(attoseconds) / 1e18
    serverMilliseconds += seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }

  /// Answers a request that is not about a message; false when there is none.
  private mutating func answerUpkeep() -> Bool {
    guard !isRedisSilent else { return false }
    switch pending {
    case .register: register()
    case .beat: tell(.answered(.beat(.renewed(serverMilliseconds: serverMilliseconds, lost: []))))
    case .promote: answer(.promote, "ok", "0", "", "\(revision)")
    case .reap: answer(.reap, "ok")
    case .restore: answer(.restore, "ok", "0", "0", "0", "0")
    case .claim, .express: tell(.answered(.claim(.empty)))
    case .introduce: answer(.introduce, "ok")
    case .speak(let request):
      speeches += request.speeches
      answer(.speak, "ok", "0")
    default: return false
    }
    return true
  }

  /// Answers what is asked for the sake of Celery's tools, until something else is.
  mutating func answerTools() {
    while true {
      switch pending {
      case .introduce, .speak: if !answerUpkeep() { return }
      default: return
      }
    }
  }

  mutating func register() { answer(.register, "ok", "\(serverMilliseconds)") }

  /// Answers the pending request with the elements that a script returns behind the request's id.
  mutating func answer(_ script: QueueScript, _ elements: String...) {
    guard let request = pending else {
      Issue.record("nothing was asked")
      return
    }
    #expect(request.script == script)
    var elements = elements
    if case .turn = request {
      // Nothing more is there to be taken.
      let isRefused = elements.first == "refused"
      elements = ["\(elements.count)"] + elements + (isRefused ? [] : ["empty"])
    }
    do {
      tell(.answered(try request.reply(from: elements.map { .text(Array($0.utf8)) })))
    } catch {
      Issue.record("\(error)")
    }
  }

  /// Waits until a claim is asked, and hands that a message.
  ///
  /// - Returns: The claim.
  @discardableResult
  mutating func claim(
    _ raw: [UInt8], queue: String = "q", attempts: Int = 1, mayBeRevoked: Bool = false
  ) throws -> Claim {
    let token = try reachClaim().token
    return take(raw, token, queue: queue, attempts: attempts, mayBeRevoked: mayBeRevoked)
  }

  /// Hands a pending express claim a message.
  mutating func express(_ raw: [UInt8]) throws {
    guard case .express(let request)? = pending else { throw Missing("an express claim") }
    take(raw, request.token, queue: "q", attempts: 1, mayBeRevoked: false)
  }

  /// Answers a pending turn: the claim has ended, and here is the next message.
  mutating func turn(_ raw: [UInt8]) throws {
    guard case .turn(let request)? = pending else { throw Missing("a turn") }
    let claim = nextClaim(raw, request.claim.token, queue: "q", attempts: 1, mayBeRevoked: false)
    let texts = [
      "2", "ok", "0", "message", "\(claim.token)", "\(claim.fence)", "q", "q", "1", "0",
      String(decoding: raw, as: UTF8.self),
    ]
    tell(.answered(try QueueRequest.turn(request).reply(from: texts.map { .text(Array($0.utf8)) })))
  }

  @discardableResult
  private mutating func take(
    _ raw: [UInt8], _ token: ClaimToken, queue: String, attempts: Int, mayBeRevoked: Bool
  ) -> Claim {
    let claim = nextClaim(raw, token, queue: queue, attempts: attempts, mayBeRevoked: mayBeRevoked)
    tell(.answered(.claim(.message(claim))))
    return claim
  }

  private mutating func nextClaim(
    _ raw: [UInt8], _ token: ClaimToken, queue: String, attempts: Int, mayBeRevoked: Bool
  ) -> Claim {
    fence += 1
    return Claim(
      token: token, fence: Fence(fence), list: Array(queue.utf8), queue: queue, attempts: attempts,
      mayBeRevoked: mayBeRevoked, raw: raw)
  }

  /// Goes on until a request of a script is asked; until then Redis has no messages.
  mutating func reach(_ script: QueueScript) throws {
    for _ in 0..<1000 {
      if pending?.script == script { return }
      if !answerUpkeep() { step() }
    }
    throw Missing("a request of \(script)")
  }

  /// Goes on until a claim is asked.
  @discardableResult
  mutating func reachClaim() throws -> ClaimRequest {
    try reach(.claim)
    guard case .claim(let request)? = pending else { throw Missing("a claim") }
    return request
  }

  /// Goes to the next moment at which the machine wants to be woken.
  private mutating func step() {
    set(max(now.instant, machine.nextDeadline ?? now.instant))
    tell(.tick)
  }

  /// A message for the task of the usual handler, run.
  @discardableResult
  mutating func claimTask(
    _ task: String = "t", id: String = "id-1", _ keywords: [String: JSON] = [:],
    change: (inout NewTask) -> Void = { _ in }
  ) throws -> Claim { try claim(message(task, id: id, keywords, change: change)) }

  /// The bytes of a message.
  func message(
    _ task: String = "t", id: String = "id-1", _ keywords: [String: JSON] = [:],
    change: (inout NewTask) -> Void = { _ in }
  ) -> [UInt8] {
    var new = NewTask(task: task, id: id, queue: "q", keywordArguments: keywords)
    change(&new)
    return EnvelopeWriter(origin: "gen1@test").envelope(of: new, deliveryTag: "tag-\(id)")
  }
}
