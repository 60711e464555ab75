// What dispatchers and workers of Celery's tell each other when one of these starts.

import Dispatching
import JSONText
import Queue
import Testing

@Suite struct `A dispatcher that meets a worker of Celery's` {
  @Test func `tells a worker that starts what is revoked, in fractions`() throws {
    var rig = try Rig()
    #expect(try rig.reply("hello", ["from_node": "devseo@test"]) == .null)
    try rig.command("hello", ["from_node": "w2@test", "revoked": [:]])
    try rig.reach(.revoked)
    rig.answer(.revoked, "ok", "1800000000000", "x", "1800000010000")
    let hello = try rig.lastReply()
    #expect(hello["revoked"]?["x"]?[0]?.double ?? 0 > 1e9 && hello["revoked"]?["x"]?[1] == "x")
    #expect(hello["clock"]?.integer != nil)
  }

  @Test func `learns what a worker has revoked that starts, and tells it what there is by then`() throws {
    var rig = try Rig()
    try rig.command("hello", ["from_node": "w2@test", "revoked": ["x": [12.5, "x"], "y": [13.5, "y"]]])
    try rig.reach(.revoke)
    guard case .revoke(let request)? = rig.pending else { throw Rig.Missing("a revocation") }
    #expect(request.ids == ["x", "y"] && request.signal == nil && request.effects.isEmpty)
    rig.answer(.revoke, "ok", "2")
    #expect(rig.pending?.script == .revoked)
    rig.answer(.revoked, "ok", "1800000000000")
    // Its own question comes back to it as to all.
    try rig.command("hello", ["from_node": "devseo@test", "revoked": ["x": [12.5, "x"]]])
    try rig.reach(.claim)
  }
}
