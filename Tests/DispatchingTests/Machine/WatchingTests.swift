// Messages that the watches of lists take by claims that they were given in advance: no Redis, no process, no clock.

import Dispatching
import JSONText
import Messages
import Queue
import Testing

@Suite struct `A claim that a watch was given` {
  @Test func `starts the handler when it has a message, and the next one is given for another slot`() throws {
    var rig = try Rig(slots: 2)
    let first = try rig.idle()
    #expect(first.token.slot == 0 && first.sources.map(\.queue) == ["q", "q", "q", "q"])
    rig.fetch("one", by: first)
    #expect(rig.started.map(\.slot) == [0])
    let second = try #require(rig.watching.last)
    #expect(second.token.slot == 1 && rig.claims == rig.claimsBefore)
    rig.fetch("two", by: second)
    #expect(rig.started.map(\.slot) == [0, 1])
    // No slot is left to take another.
    #expect(rig.watching.isEmpty)
  }

  @Test func `is as old as it was when it was given`() throws {
    var rig = try Rig { $0.lease = .seconds(8) }
    let claim = try rig.idle()
    let givenAt = rig.now.instant
    rig.isRedisSilent = true
    rig.wait(.seconds(1))
    rig.fetch("one", by: claim, givenAt: givenAt)
    // Of eight seconds a third is kept back.
    rig.wait(.milliseconds(4300))
    #expect(rig.signals.isEmpty)
    rig.wait(.milliseconds(100))
    #expect(rig.signals == [9])
  }

  @Test func `brings a message that has been read meanwhile, and is not read again`() throws {
    var rig = try Rig()
    let request = try rig.idle()
    var claim = rig.claimed("one", by: request)
    let envelope = try Envelope(decoding: claim.raw)
    claim.raw = Array("unreadable".utf8)
    rig.tell(.fetched(request.token, .message(claim), read: envelope, givenAt: rig.now.instant))
    #expect(rig.started.map(\.job.envelope.id) == ["one"])
  }

  @Test func `that found nothing is given again`() throws {
    var rig = try Rig()
    let claim = try rig.idle()
    rig.tell(.fetched(claim.token, .empty, givenAt: rig.now.instant))
    #expect(rig.watching.map(\.token) == [claim.token])
  }

  @Test func `counts once, whoever answers first`() throws {
    var rig = try Rig()
    let claim = try rig.idle()
    // Asked through the pipe as well, and answered there later: the same message, or none.
    for reply in ["repeat", "empty"] {
      var other = rig
      let asked = try other.reachClaim()
      #expect(asked.token == claim.token)
      let held = other.fetch("one", by: claim)
      #expect(other.started.count == 1)
      other.tell(.answered(.claim(reply == "empty" ? .empty : .repeated(held))))
      #expect(other.started.count == 1)
      // Its end is told for that one run.
      other.tell(.ended(slot: 0, HandlerEnd(.exited(0), output: Array("1".utf8))))
      try other.reach(.commit)
      #expect(other.pending?.commit?.claim == held)
    }
    // The other way round.
    let held = try rig.claim(rig.message(id: "one"))
    #expect(held.token == claim.token)
    rig.tell(.fetched(claim.token, .repeated(held), givenAt: rig.now.instant))
    rig.tell(.fetched(claim.token, .gone, givenAt: rig.now.instant))
    #expect(rig.started.count == 1)
  }

  @Test func `that found too large a message makes the pipe look for the next one`() throws {
    var rig = try Rig()
    let claim = try rig.idle()
    rig.tell(
      .fetched(claim.token, .oversize(queue: "q", byteCount: 9, letter: "1"), givenAt: rig.now.instant))
    guard case .claim(let request)? = rig.pending else { throw Rig.Missing("a claim") }
    #expect(request.token == claim.token && rig.logged("error").count == 1)
  }

  @Test func `of other queues is taken back before they are watched`() throws {
    var rig = try Rig()
    _ = try rig.idle()
    for command in ["add_consumer", "cancel_consumer"] {
      rig.actions = []
      _ = try rig.reply(command, ["queue": "other"])
      let unwatched = rig.actions.firstIndex { if case .unwatch = $0 { true } else { false } }
      let served = rig.actions.firstIndex { if case .serve = $0 { true } else { false } }
      #expect(try #require(unwatched) < (try #require(served)))
    }
  }

  @Test func `of a number that is used up makes the pipe look at the lists`() throws {
    var rig = try Rig(slots: 2)
    let stale = try rig.idle()
    try rig.claimTask(id: "one")
    rig.tell(.fetched(stale.token, .stale, givenAt: rig.now.instant))
    guard case .claim(let request)? = rig.pending else { throw Rig.Missing("a claim") }
    #expect(request.token.slot == 1)
  }

  @Test func `without an answer is asked for through the pipe, by its number alone`() throws {
    var rig = try Rig()
    let claim = try rig.idle()
    rig.tell(.unanswered(claim.token))
    guard case .claim(let recall)? = rig.pending else { throw Rig.Missing("a claim") }
    #expect(recall.token == claim.token && recall.sources.isEmpty)
    var other = rig
    // It had taken a message.
    other.tell(.answered(.claim(.repeated(other.claimed("one", by: claim)))))
    #expect(other.started.count == 1)
    // It had not: the lists are looked at.
    rig.tell(.answered(.claim(.empty)))
    guard case .claim(let next)? = rig.pending else { throw Rig.Missing("a claim") }
    #expect(next.token == claim.token && !next.sources.isEmpty)
  }

  @Test func `without an answer is not asked for when its number is used up`() throws {
    var rig = try Rig()
    let claim = try rig.idle()
    rig.fetch("one", by: claim)
    rig.tell(.unanswered(claim.token))
    #expect(rig.pending == nil)
  }

  @Test func `is taken back in a drain, and what it had taken is given back`() throws {
    var rig = try Rig(slots: 2)
    rig.fetch("one", by: try rig.idle())
    let claim = try #require(rig.watching.last)
    rig.tell(.terminated)
    #expect(rig.actions.contains { if case .unwatch = $0 { true } else { false } })
    rig.tell(.unanswered(claim.token))
    rig.answerTools()
    guard case .claim(let recall)? = rig.pending else { throw Rig.Missing("a claim") }
    #expect(recall.token == claim.token && recall.sources.isEmpty)
    let held = rig.claimed("two", by: claim)
    rig.tell(.answered(.claim(.repeated(held))))
    guard case .defer(let request)? = rig.pending else { throw Rig.Missing("to put it back") }
    #expect(request.claim == held && request.isNext)
    #expect(rig.started.count == 1)
  }

  @Test func `is taken back when there is no room for a handler`() throws {
    var rig = try Rig(slots: 2)
    rig.fetch("one", by: try rig.idle())
    rig.tell(.ended(slot: 0, HandlerEnd(.noRoom("fork: no memory"))))
    #expect(rig.actions.contains { if case .unwatch = $0 { true } else { false } })
  }
}

extension Rig {
  /// The claims that the watches were given since the last message.
  fileprivate var watching: [ClaimRequest] {
    actions.compactMap { if case .watch(let claim) = $0 { claim } else { nil } }
  }

  /// How often the pipe was asked for a message before anything came.
  fileprivate var claimsBefore: Int { 1 }

  /// Asks once, finds nothing and has its lists watched.
  fileprivate mutating func idle() throws -> ClaimRequest {
    try reachClaim()
    answer(.claim, "empty")
    guard let claim = watching.last else { throw Missing("to watch its lists") }
    forget { if case .watch = $0 { true } else { false } }
    return claim
  }

  /// A watch has taken a message.
  @discardableResult
  fileprivate mutating func fetch(
    _ id: String, by request: ClaimRequest, givenAt: ContinuousClock.Instant? = nil
  ) -> Claim {
    forget { if case .watch = $0 { true } else { false } }
    let claim = claimed(id, by: request)
    tell(.fetched(request.token, .message(claim), givenAt: givenAt ?? now.instant))
    return claim
  }

  /// The claim of a message.
  fileprivate func claimed(_ id: String, by request: ClaimRequest) -> Claim {
    Claim(
      token: request.token, fence: Fence(UInt64(request.token.slot + 70)), list: Array("q".utf8), queue: "q",
      attempts: 1, mayBeRevoked: false, raw: message(id: id))
  }

  private mutating func forget(_ isForgotten: (DispatchAction) -> Bool) {
    actions.removeAll(where: isForgotten)
  }
}
