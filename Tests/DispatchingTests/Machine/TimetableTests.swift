// The dispatcher as Beat, by a clock that the test turns: 2027-01-15T08:00:00Z when it begins.

import Dispatching
import JSONText
import Messages
import Testing

@testable import Queue

@Suite struct `Schedules in the machine` {
  private static let manifest: JSON = [
    "task": "t", "run": ["./t"], "queue": "crawl",
    "schedule": ["every_s": 10, "kwargs": ["a": 1], "expires_s": 5],
  ]
  private static let plain: JSON = ["task": "u", "run": ["./u"], "queue": "q"]

  private func table(_ manifests: [JSON]) throws -> HandlerTable {
    var table = HandlerTable()
    for json in manifests {
      let manifest = try Manifest(json)
      let times = try manifest.schedule.map { try DueTimes($0.recurrence) }
      table.handlers[manifest.task] = InstalledHandler(directory: "/h", manifest: manifest, dueTimes: times)
    }
    return table
  }

  /// A dispatcher with `--beat` that has asked for its schedules, which count from a moment on.
  private func rig(since seconds: Int64 = 0) throws -> Rig {
    var rig = try Rig(registered: false) { $0.keepsSchedules = true }
    rig.tell(.reloaded(try table([Self.manifest, Self.plain])))
    rig.register()
    rig.answerTools()
    try rig.reach(.plan)
    rig.answer(.plan, "ok", "\(rig.serverMilliseconds)", "\(rig.serverMilliseconds + seconds * 1000)")
    return rig
  }

  private func tick(_ rig: Rig) throws -> TickRequest {
    guard case .tick(let request)? = rig.pending else { throw Rig.Missing("a tick") }
    return request
  }

  @Test func `are not looked at without the flag`() throws {
    var rig = try Rig()
    rig.tell(.reloaded(try table([Self.manifest])))
    rig.wait(.seconds(100))
    #expect(rig.pending.map { $0.script != .tick && $0.script != .plan } ?? true)
  }

  @Test func `are made known with those that are no more, before the first moment`() throws {
    var rig = try Rig(registered: false) { $0.keepsSchedules = true }
    rig.tell(.reloaded(try table([Self.manifest, Self.plain])))
    rig.register()
    rig.answerTools()
    try rig.reach(.plan)
    guard case .plan(let request)? = rig.pending else { throw Rig.Missing("a plan") }
    #expect(request.plans == [.init(task: "t", recurrence: Array(#"{"every_s":10}"#.utf8))])
    #expect(request.ended == ["u"])
  }

  @Test func `are sent at their moment as a client of Celery's sends, with an id of task and moment`() throws
  {
    var rig = try rig()
    rig.wait(.milliseconds(9_990))
    #expect(rig.pending?.script != .tick)
    rig.wait(.milliseconds(20))
    let request = try tick(rig)
    #expect(request.dueMilliseconds == 1_800_000_010_000)
    #expect(
      request.list == Array("crawl".utf8) && request.binding == QueueBinding(queue: "crawl", in: KeySpace()))
    let envelope = try Envelope(decoding: request.raw)
    #expect(envelope.task == "t" && envelope.keywordArguments == ["a": 1] && envelope.retries == 0)
    #expect(envelope.routingKey == "crawl" && envelope.rootID == envelope.id)
    let expires = try #require(envelope.expires)
    #expect((expires - 1_800_000_015).magnitude < 0.1)
    // Another dispatcher would have sent the same one.
    var other = try self.rig()
    other.wait(.milliseconds(10_500))
    #expect(try Envelope(decoding: try tick(other).raw).id == envelope.id)
    rig.answer(.tick, "ok")
    #expect(rig.logged("info").contains("task sent by its schedule"))
    rig.wait(.seconds(10))
    #expect(try tick(rig).dueMilliseconds == 1_800_000_020_000)
    #expect(try Envelope(decoding: try tick(rig).raw).id != envelope.id)
  }

  @Test func `are left to whoever was faster`() throws {
    var rig = try rig()
    rig.wait(.seconds(10))
    rig.answer(.tick, "already", "1800000010000")
    #expect(!rig.logged("info").contains("task sent by its schedule"))
    rig.wait(.seconds(9))
    #expect(rig.pending?.script != .tick)
    rig.wait(.seconds(1))
    #expect(try tick(rig).dueMilliseconds == 1_800_000_020_000)
  }

  @Test func `wait on when the server's clock is behind`() throws {
    var rig = try rig()
    rig.wait(.seconds(10))
    rig.answer(.tick, "early", "\(rig.serverMilliseconds - 3000)")
    rig.serverMilliseconds -= 3000
    #expect(rig.pending?.script != .tick)
    rig.wait(.milliseconds(2_900))
    #expect(rig.pending?.script != .tick)
    rig.wait(.milliseconds(200))
    #expect(try tick(rig).dueMilliseconds == 1_800_000_010_000)
  }

  /// While Redis is away a request is repeated until it answers, and may be about yesterday then.
  @Test func `are sent for the last moment when the request was too long on its way`() throws {
    var rig = try rig()
    rig.wait(.seconds(10))
    #expect(try tick(rig).nextMilliseconds == 1_800_000_020_000)
    rig.wait(.seconds(25))
    rig.answer(.tick, "late", "\(rig.serverMilliseconds)")
    try rig.reach(.tick)
    #expect(try tick(rig).dueMilliseconds == 1_800_000_030_000)
    rig.answer(.tick, "ok")
    rig.wait(.seconds(4))
    #expect(rig.pending?.script != .tick)
  }

  @Test func `are sent once, for the last moment, when several were missed`() throws {
    var rig = try rig(since: -3_605)
    #expect(try tick(rig).dueMilliseconds == 1_800_000_000_000)
    rig.answer(.tick, "ok")
    rig.wait(.seconds(9))
    #expect(rig.pending?.script != .tick)
  }

  @Test func `are asked for anew by each connection, since Redis may have forgotten`() throws {
    var rig = try rig()
    let said = ["1", "7.0.15", "0", "master", "noeviction", "1"].map { ReplyValue.text(Array($0.utf8)) }
    rig.tell(.connected(try #require(Greeting(said))))
    try rig.reach(.plan)
  }

  @Test func `change with the manifests`() throws {
    var rig = try rig()
    rig.tell(.reloaded(try table([Self.plain])))
    try rig.reach(.plan)
    guard case .plan(let request)? = rig.pending else { throw Rig.Missing("a plan") }
    #expect(request.plans.isEmpty && request.ended == ["u"])
    rig.answer(.plan, "ok", "\(rig.serverMilliseconds)")
    rig.wait(.seconds(60))
    #expect(rig.pending?.script != .tick)
  }

  @Test func `do not take an answer about others for theirs`() throws {
    var rig = try rig()
    rig.tell(.reloaded(try table([Self.manifest])))
    try rig.reach(.plan)
    // While Redis works on it they change once more.
    rig.tell(.reloaded(try table([Self.manifest, Self.plain])))
    rig.answer(.plan, "ok", "\(rig.serverMilliseconds)", "1")
    try rig.reach(.plan)
  }

  @Test func `rest for a second when Redis fails, or a key is no list`() throws {
    var rig = try rig()
    rig.wait(.seconds(10))
    rig.tell(.failed(PipeError(.overdue, "no answer")))
    #expect(rig.pending?.script != .tick)
    rig.wait(.milliseconds(1_100))
    #expect(try tick(rig).dueMilliseconds == 1_800_000_010_000)
    rig.answer(.tick, "refused", "wrongtype", "crawl")
    #expect(rig.logged("error").contains("a task of a schedule cannot be sent: a key is no list"))
    rig.wait(.seconds(5))
    #expect(rig.pending?.script != .tick)
  }

  @Test func `are left to others while it drains`() throws {
    var rig = try rig()
    try rig.claimTask("u", id: "busy")
    rig.tell(.terminated)
    rig.wait(.seconds(20))
    #expect(rig.pending?.script != .tick)
  }
}
