// How many slots are in use, between two bounds.

import Dispatching
import JSONText
import Messages
import Queue
import Testing

@Suite struct `Slots between two bounds` {
  private func rig() throws -> Rig {
    try Rig(slots: 4) { $0.leastConcurrency = 1 }
  }

  private static let end = HandlerEnd(.exited(0), output: Array("1".utf8))

  @Test func `grow one by one while messages wait`() throws {
    var rig = try rig()
    for number in 0..<4 { try rig.claimTask(id: "id-\(number)") }
    #expect(rig.started.map(\.slot) == [0, 1, 2, 3])
    #expect(rig.logged("info").filter { $0 == "autoscale" }.count == 3)
    rig.wait(.seconds(5))
    if case .claim = rig.pending { Issue.record("a claim beyond the upper bound") }
  }

  @Test func `are asked for by one more than are busy, and no message is fetched ahead`() throws {
    var rig = try rig()
    try rig.claimTask(id: "one")
    let request = try rig.reachClaim()
    #expect(request.token.slot == 1)
    rig.answer(.claim, "empty")
    #expect(rig.logged("info").filter { $0 == "autoscale" }.isEmpty)
  }

  @Test func `shrink to the lower one when idle for half a minute each`() throws {
    var rig = try rig()
    for number in 0..<3 { try rig.claimTask(id: "id-\(number)") }
    for slot in 0..<3 {
      rig.tell(.ended(slot: slot, Self.end))
      try rig.reach(.commit)
      rig.answer(.commit, "ok", "0")
    }
    let grown = rig.logged("info").filter { $0 == "autoscale" }.count
    rig.wait(.seconds(29))
    #expect(rig.logged("info").filter { $0 == "autoscale" }.count == grown)
    rig.wait(.seconds(40))
    #expect(rig.logged("info").filter { $0 == "autoscale" }.count == grown + 2)
    rig.wait(.seconds(300))
    #expect(rig.logged("info").filter { $0 == "autoscale" }.count == grown + 2)
  }

  @Test func `never lose one that is busy`() throws {
    var rig = try rig()
    for number in 0..<2 { try rig.claimTask(id: "id-\(number)") }
    rig.tell(.ended(slot: 0, Self.end))
    try rig.reach(.commit)
    rig.answer(.commit, "ok", "0")
    rig.wait(.seconds(120))
    rig.tell(.ended(slot: 1, Self.end))
    try rig.reach(.commit)
    rig.answer(.commit, "ok", "0")
    try rig.claimTask(id: "id-9")
    #expect(rig.started.count == 3)
  }
}

@Suite struct `Messages of unknown tasks` {
  @Test func `are given back for others, after a while, where queues are shared`() throws {
    var rig = try Rig { $0.unknown = .giveBack }
    try rig.claimTask("theirs")
    guard case .defer(let request)? = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.seconds(2)))
  }
}
