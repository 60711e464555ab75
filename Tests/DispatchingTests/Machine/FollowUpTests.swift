// What a handler wants sent, in the request that ends its claim.

import Dispatching
import JSONText
import Messages
import Queue
import Testing

@Suite struct `Follow-ups` {
  static let manifests: [JSON] = [
    ["task": "t", "run": ["./t"], "queue": "q", "may_enqueue": ["mail"], "retry": ["max_retries": 1]],
    ["task": "mail", "run": ["./m"], "queue": "email"],
  ]

  static func event(_ n: Int) -> Event { event("mail", on: .success, n) }

  static func event(_ task: String = "mail", on: FollowUp.Occasion = .success, _ n: Int = 1) -> Event {
    .enqueue(FollowUp(task: task, keywordArguments: ["n": .integer(n)], occasion: on))
  }

  /// What a request sends.
  static func sent(_ request: QueueRequest?) throws -> [(
    list: String, envelope: Envelope, dispatch: Dispatch
  )] {
    let effects: [Effect] =
      switch request {
      case .commit(let request): request.effects
      case .turn(let request): request.commit.effects
      case .dead(let request): request.effects
      case .retry(let request): request.effects
      default: []
      }
    return try effects.compactMap { effect in
      guard case .send(let dispatch) = effect else { return nil }
      return (String(decoding: dispatch.list, as: UTF8.self), try Envelope(decoding: dispatch.raw), dispatch)
    }
  }

  private func rig(_ status: HandlerEnd.Status, _ events: [Event], id: String = "id-1") throws -> Rig {
    var rig = try Rig(Self.manifests)
    try rig.claimTask(id: id) { $0.rootID = "root" }
    rig.tell(.ended(slot: 0, HandlerEnd(status, output: Array("1".utf8), events: events)))
    return rig
  }

  @Test func `are sent to the queue of their task by the commit that ends the parent`() throws {
    let rig = try rig(.exited(0), [Self.event()])
    #expect(rig.pending?.script == .commit)
    let sent = try #require(try Self.sent(rig.pending).first)
    #expect(sent.list == "email")
    #expect(sent.envelope.task == "mail")
    #expect(sent.envelope.keywordArguments == ["n": 1])
    #expect(sent.envelope.parentID == "id-1")
    #expect(sent.envelope.rootID == "root")
    let children = rig.pending?.effects.first?["children"]
    #expect(children == [[[.string(sent.envelope.id), nil], nil]])
  }

  @Test func `have names that follow from the parent's, so that a repeat sends the same`() throws {
    let once = try Self.sent(rig(.exited(0), [Self.event(), Self.event()]).pending)
    let again = try Self.sent(rig(.exited(0), [Self.event(), Self.event()]).pending)
    #expect(once.map(\.envelope.id) == again.map(\.envelope.id))
    #expect(Set(once.map(\.envelope.id)).count == 2)
    let others = try Self.sent(rig(.exited(0), [Self.event(), Self.event()], id: "id-2").pending)
    #expect(Set(others.map(\.envelope.id)).isDisjoint(with: once.map(\.envelope.id)))
  }

  @Test(
    arguments: [
      (0, [1, 3]), (65, [2, 3]),
    ] as [(Int32, [Int])]) func `are those of that end`(_ code: Int32, _ expected: [Int]) throws
  {
    let rig = try rig(
      .exited(code),
      [Self.event(on: .success, 1), Self.event(on: .failure, 2), Self.event(on: .always, 3)])
    let sent = try Self.sent(rig.pending).compactMap { $0.envelope.keywordArguments["n"]?.integer }
    #expect(sent == expected)
  }

  @Test func `of a run that is tried again are not sent`() throws {
    let rig = try rig(.exited(1), [Self.event(on: .always), Self.event(on: .failure)])
    #expect(rig.pending?.script == .retry)
    #expect(try Self.sent(rig.pending).isEmpty)
  }

  @Test func `that the manifest does not allow are not sent, and the operator is told`() throws {
    let rig = try rig(.exited(0), [Self.event("rm"), Self.event()])
    #expect(try Self.sent(rig.pending).map(\.envelope.task) == ["mail"])
    #expect(rig.logged("error").count == 1)
  }

  @Test func `keep their queue, countdown and dedupe key`() throws {
    let followUp = FollowUp(
      task: "mail", keywordArguments: [:], queue: "slow", countdownSeconds: 30, dedupeKey: "once")
    let sent = try #require(try Self.sent(rig(.exited(0), [.enqueue(followUp)]).pending).first)
    #expect(sent.list == "slow")
    #expect(sent.dispatch.due == .after(.seconds(30)))
    #expect(sent.dispatch.dedupe?.key == "once")
    #expect(try #require(sent.envelope.eta) > 1_800_000_029)
  }

  @Test func `that are too many for one request are handed over before`() throws {
    var rig = try rig(.exited(0), (0..<1200).map { Self.event($0) })
    var handed = 0
    for chunk in 0..<3 {
      guard case .stage(let request)? = rig.pending else { throw Rig.Missing("chunk \(chunk)") }
      #expect(request.chunk == UInt32(chunk))
      handed += request.messages.count
      rig.answer(.stage, "ok", "\(request.messages.count)")
    }
    #expect(handed == 1200)
    guard let request = rig.pending?.commit else { throw Rig.Missing("a commit") }
    #expect(request.effects.count == 1)
    #expect(rig.pending?.effects.first?["children"]?.array?.count == 1200)
  }

  @Test func `that cannot be handed over because the claim is lost are not sent`() throws {
    var rig = try rig(.exited(0), (0..<1200).map { Self.event($0) })
    rig.answer(.stage, "lost")
    try rig.claimTask(id: "id-2")
    #expect(rig.started.count == 2)
  }
}
