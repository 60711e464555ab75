// A simple model of the queue, and random steps that are taken in it and in Redis alike.
//
// 1. A message is waiting, parked, held under a token, or ended; the model says which, and every reply must agree.
// 2. Owners crash: a new one takes the place, the old one's requests may still arrive.
// 3. Any earlier request may be sent again, and must then change nothing that counts: what is told late, for one,
//    never takes the place of a result.

import Queue
import Testing

/// The model, beside the Redis it is compared with.
struct ScriptModel {
  private enum State: Equatable {
    case waiting
    case parked
    case held(ClaimToken)
    case committed
    case dead
  }

  private struct Slot {
    var sequence: UInt64 = 1
    var claim: Claim?
  }

  private struct Owner {
    var id = OwnerID()
    var slots = [Slot(), Slot()]
  }

  private let bench: ScriptBench
  private var random: SplitMix64
  private var owners: [Owner] = []
  private var states: [String: State] = [:]
  private var deliveries: [String: Int] = [:]
  private var waiting: [String] = []
  private var effective: [String: Int] = [:]
  private var settled: Set<Claim> = []
  private var taken: Set<ClaimToken> = []
  private var fence = Fence(0)
  private var pastEnds: [CommitRequest] = []
  private var pastTells: [TellRequest] = []
  private var pastClaims: [ClaimToken] = []
  private static let mostDeliveries = 4

  init(bench: ScriptBench, seed: UInt64) {
    self.bench = bench
    random = SplitMix64(seed: seed)
  }

  mutating func step() throws {
    while owners.count < 3 { try join() }
    let (owner, slot) = (random.below(3), random.below(2))
    switch random.below(110) {
    case 0..<18: try produce()
    case 18..<40: try claim(owner, slot)
    case 40..<48: try claim(owner, slot, express: true)
    case 48..<70: try commit(owner, slot)
    case 70..<75: try postpone(owner, slot, isCharged: random.below(2) == 0)
    case 75..<77: try bury(owner, slot)
    case 77..<83: try repeatAnEnd()
    case 83..<88: try repeatAClaim()
    case 88..<93: try expire(owner, slot)
    case 93..<95: try crash(owner)
    case 95..<96: try leave(owner)
    case 96..<98: try reap()
    case 98..<100: try promote()
    case 100..<105: try tell(owner, slot)
    default: try repeatATell()
    }
  }

  // MARK: - Steps

  private mutating func join() throws {
    let owner = Owner()
    try bench.send(RegisterRequest(owner: owner.id, ttl: .seconds(60)))
    owners.append(owner)
  }

  private mutating func produce() throws {
    let message = random.below(4) == 0 ? #""task":"fast" \#(states.count)"# : "m\(states.count)"
    try bench.redis("LPUSH", "crawl", message)
    states[message] = .waiting
    waiting.insert(message, at: 0)
  }

  private mutating func claim(_ owner: Int, _ slot: Int, express: Bool = false) throws {
    let state = owners[owner].slots[slot]
    let token = ClaimToken(owner: owners[owner].id, slot: slot, sequence: state.sequence)
    let reply =
      express
      ? try bench.express(token, tasks: ["fast"]) : try bench.claim(token.owner, slot: slot, token.sequence)
    if let held = state.claim {
      #expect(reply == (states[held.text] == .held(token) ? .repeated(held) : .gone))
      return
    }
    switch reply {
    case .empty: #expect(nextWaiting(express) == nil)
    case .message(let claim):
      #expect(claim.token == token)
      #expect(claim.text == nextWaiting(express).map { waiting.remove(at: $0) })
      #expect(states[claim.text] == .waiting)
      #expect(claim.attempts == deliveries[claim.text, default: 0] + 1)
      #expect(claim.fence > fence)
      fence = claim.fence
      states[claim.text] = .held(token)
      owners[owner].slots[slot].claim = claim
      taken.insert(token)
      pastClaims.append(token)
    default: Issue.record("\(reply) to a new claim")
    }
  }

  /// The place of the message that is taken next.
  private func nextWaiting(_ express: Bool) -> Int? {
    express ? waiting.lastIndex { $0.contains("fast") } : waiting.indices.last
  }

  /// Takes the claim from a slot, which goes on to its next number.
  private mutating func finishSlot(_ owner: Int, _ slot: Int) -> (claim: Claim, isHeld: Bool)? {
    guard let claim = owners[owner].slots[slot].claim else { return nil }
    owners[owner].slots[slot].claim = nil
    owners[owner].slots[slot].sequence += 1
    return (claim, states[claim.text] == .held(claim.token))
  }

  private mutating func commit(_ owner: Int, _ slot: Int) throws {
    guard let (claim, isHeld) = finishSlot(owner, slot) else { return }
    let followUp = Dispatch(list: Array("mail"), raw: Array("after \(claim.text)"))
    let isStaged = random.below(3) == 0
    let stage = StageRequest(claim: claim, mostBytes: 99, chunk: 1, messages: [followUp])
    if isStaged { #expect(try bench.send(stage) == (isHeld ? .ok(sent: 1) : .lost)) }
    let effects = (isStaged ? [] : [Effect.send(followUp)]) + [result(of: claim, "SUCCESS")]
    let request = CommitRequest(claim: claim, mostBytes: 99, effects: effects)
    pastEnds.append(request)
    #expect(try bench.send(request) == (isHeld ? .ok(sent: 1) : .lost))
    guard isHeld else { return }
    states[claim.text] = .committed
    settled.insert(claim)
    effective[claim.text, default: 0] += 1
  }

  private mutating func postpone(_ owner: Int, _ slot: Int, isCharged: Bool) throws {
    guard let (claim, isHeld) = finishSlot(owner, slot) else { return }
    let reply =
      isCharged
      ? try bench.send(RetryRequest(claim: claim, mostBytes: 99, due: .after(.zero), raw: claim.raw))
      : try bench.send(DeferRequest(claim: claim, due: .after(.zero)))
    #expect(reply == (isHeld ? .ok(sent: 1) : .lost))
    guard isHeld else { return }
    if isCharged { deliveries[claim.text, default: 0] += 1 }
    states[claim.text] = .parked
    settled.insert(claim)
  }

  private mutating func bury(_ owner: Int, _ slot: Int) throws {
    guard let (claim, isHeld) = finishSlot(owner, slot) else { return }
    let reply = try bench.send(DeadRequest(claim: claim, mostBytes: 99, reason: "no"))
    #expect(reply == (isHeld ? .ok(sent: 0) : .lost))
    guard isHeld else { return }
    states[claim.text] = .dead
    settled.insert(claim)
  }

  private mutating func tell(_ owner: Int, _ slot: Int) throws {
    guard let claim = owners[owner].slots[slot].claim else { return }
    pastTells.append(TellRequest(claim: claim, mostBytes: 99, effects: [result(of: claim, "PROGRESS")]))
    let isHeld = states[claim.text] == .held(claim.token)
    #expect(try bench.send(pastTells[pastTells.count - 1]) == (isHeld ? .ok(sent: 0) : .lost))
  }

  private mutating func repeatATell() throws {
    guard let request = pastTells.randomElement(using: &random) else { return }
    let isHeld = states[request.claim.text] == .held(request.claim.token)
    let expected: SettleReply = isHeld ? .ok(sent: 0) : settled.contains(request.claim) ? .already : .lost
    #expect(try bench.send(request) == expected)
  }

  private func result(of claim: Claim, _ status: String) -> Effect {
    let value = ResultWrite.Value.whole(Array(#"{"status": "\#(status)"}"#))
    return .result(
      ResultWrite(database: 0, home: 0, key: Array("r:\(claim.text)"), lifetimeSeconds: nil, value: value))
  }

  private mutating func repeatAnEnd() throws {
    guard let request = pastEnds.randomElement(using: &random) else { return }
    #expect(try bench.send(request) == (settled.contains(request.claim) ? .already : .lost))
  }

  /// A claim arrives once more, perhaps of an owner that is long gone.
  private mutating func repeatAClaim() throws {
    guard let token = pastClaims.randomElement(using: &random) else { return }
    let reply = try bench.claim(token.owner, slot: token.slot, token.sequence)
    switch reply {
    case .repeated(let claim): #expect(states[claim.text] == .held(token))
    case .gone, .stale: #expect(!states.values.contains(.held(token)))
    case .unregistered: #expect(!owners.contains { $0.id == token.owner })
    default: Issue.record("\(reply) to an old claim")
    }
  }

  private mutating func expire(_ owner: Int, _ slot: Int) throws {
    guard let claim = owners[owner].slots[slot].claim else { return }
    try bench.expire(claim)
    try reap()
  }

  private mutating func reap() throws { try note(bench.send(mortal)) }

  private var mortal: ReapRequest {
    ReapRequest(mostDeliveries: Self.mostDeliveries, backoff: .zero, longestBackoff: .zero)
  }

  /// The owner is gone; another program may know that, or its leases end.
  private mutating func crash(_ index: Int) throws {
    let owner = owners.remove(at: index)
    if random.below(2) == 0 {
      var request = mortal
      request.owner = owner.id
      try note(bench.send(request))
    } else {
      for claim in owner.slots.compactMap(\.claim) { try bench.expire(claim) }
      try reap()
      try bench.send(ReleaseRequest(owner: owner.id))
    }
  }

  private mutating func leave(_ index: Int) throws {
    let owner = owners.remove(at: index)
    try note(bench.send(ReleaseRequest(owner: owner.id)), isCharged: false)
  }

  private mutating func note(_ ended: EndedClaims, isCharged: Bool = true) throws {
    for claim in ended.claims {
      guard let message = states.first(where: { $0.value == .held(claim.token) })?.key else {
        Issue.record("\(claim) was not held")
        continue
      }
      let count = deliveries[message, default: 0] + 1
      #expect(claim.attempts == count)
      if isCharged { deliveries[message] = count }
      let fate: EndedClaim.Fate =
        !isCharged
        ? .returned : count >= Self.mostDeliveries ? .deliveredTooOften : count >= 2 ? .parked : .returned
      #expect(claim.fate == fate)
      switch fate {
      case .returned:
        states[message] = .waiting
        waiting.append(message)
      case .parked: states[message] = .parked
      default: states[message] = .dead
      }
    }
  }

  private mutating func promote() throws {
    let parked = Set(states.filter { $0.value == .parked }.keys)
    #expect(try bench.send(PromoteRequest(limit: 200)).moved == parked.count)
    let arrived = try bench.list("crawl").prefix(parked.count)
    #expect(Set(arrived) == parked)
    waiting = arrived + waiting
    for message in parked { states[message] = .waiting }
  }

  // MARK: - The end

  /// Works off what is left, and counts.
  mutating func finish() throws {
    for index in owners.indices.reversed() { try leave(index) }
    try promote()
    try join()
    // As many turns as there are messages: when Redis has lost one, the model waits for it in vain.
    for _ in waiting {
      try claim(0, 0)
      try commit(0, 0)
    }
    #expect(waiting.isEmpty)
    #expect(states.values.allSatisfy { $0 == .committed || $0 == .dead })
    #expect(effective.values.allSatisfy { $0 == 1 })
    let sent = try bench.list("mail")
    #expect(sent.count == effective.count)
    #expect(Set(sent) == Set(effective.keys.map { "after \($0)" }))
    for message in effective.keys {
      #expect(try bench.string("GET", "r:\(message)") == #"{"status": "SUCCESS"}"#)
    }
    #expect(pastTells.count > 20)
    let dead = try bench.list("devseo:dead:crawl").map {
      $0.split(separator: "\n").last.map(String.init) ?? ""
    }
    #expect(dead.sorted() == states.filter { $0.value == .dead }.keys.sorted())
    #expect(states.count > 200)
    #expect(try bench.list("crawl").isEmpty)
    let left = try bench.strings("KEYS", "devseo:*")
    #expect(
      Set(left).isSubset(
        of: ["ver", "own", "fence", "done", "seq:\(owners[0].id)", "dead:crawl"].map(bench.root)))
  }
}
