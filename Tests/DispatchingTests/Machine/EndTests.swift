// From the end of a handler to the request that ends its claim.

import Dispatching
import Glibc
import JSONText
import Messages
import Queue
import Testing

@Suite struct `The end of a handler` {
  static func manifest(_ members: [String: JSON] = [:]) -> JSON {
    let usual: [String: JSON] = ["task": "t", "run": ["./t"], "queue": "q"]
    return .object(usual.merging(members) { $1 })
  }

  /// A dispatcher whose only handler has just ended.
  private func rig(
    _ end: HandlerEnd, manifest: JSON = manifest(), retries: Int = 0,
    change: (inout NewTask) -> Void = { _ in }
  ) throws -> Rig {
    var rig = try Rig([manifest])
    var row = rig.message(change: change)
    for _ in 0..<retries {
      row = try EnvelopeWriter.retryEnvelope(of: row, eta: nil, deliveryTag: "again")
    }
    try rig.claim(row)
    #expect(rig.started.count == 1)
    rig.tell(.ended(slot: 0, end))
    return rig
  }

  @Test func `with a result is committed with it`() throws {
    var rig = try rig(HandlerEnd(.exited(0), output: Array(#"{"n":1}"#.utf8)))
    #expect(rig.pending?.script == .commit)
    let record = try #require(rig.pending?.effects.first)
    #expect(record["status"] == "SUCCESS")
    #expect(record["result"] == ["n": 1])
    #expect(record["task_id"] == "id-1")
    rig.answer(.commit, "ok", "0")
    #expect(try rig.claimTask(id: "id-2").token.slot == 0)
  }

  @Test func `of a task whose result nobody wants is committed without one`() throws {
    let rig = try rig(HandlerEnd(.exited(0), output: Array("1".utf8))) { $0.ignoresResult = true }
    #expect(rig.pending?.script == .commit)
    #expect(rig.pending?.states == [])
  }

  @Test func `that failed is tried again after its wait, and clients see why`() throws {
    let failure = Event.failure(type: "ValueError", message: "oops")
    let rig = try rig(HandlerEnd(.exited(1), errors: "trace\n", events: [failure]))
    guard case .retry(let request) = rig.pending else { throw Rig.Missing("a retry") }
    #expect(request.due == .after(.seconds(180)))
    let again = try Envelope(decoding: request.raw)
    #expect(again.retries == 1)
    #expect(again.id == "id-1")
    #expect(try #require(again.eta) > 1_800_000_179)
    let record = try #require(rig.pending?.effects.first)
    #expect(record["status"] == "RETRY")
    #expect(
      record["result"] == ["exc_type": "ValueError", "exc_message": ["oops"], "exc_module": "builtins"])
    #expect(record["traceback"] == "trace\n")
  }

  @Test func `after its last retry is final, and the message a dead letter`() throws {
    let failure = Event.failure(type: "ValueError", message: "oops")
    let third = try rig(HandlerEnd(.exited(1), events: [failure]), retries: 2)
    #expect(third.pending?.script == .retry)
    let fourth = try rig(HandlerEnd(.exited(1), events: [failure]), retries: 3)
    guard case .dead(let request) = fourth.pending else { throw Rig.Missing("a dead letter") }
    #expect(request.reason == "ValueError('oops')")
    #expect(request.taskID == "id-1")
    #expect(fourth.pending?.states == ["FAILURE"])
  }

  @Test(arguments: [64, 65, 77] as [Int32]) func `that is permanent is final at once`(_ code: Int32) throws {
    let rig = try rig(HandlerEnd(.exited(code), errors: "cannot do it: no\n"))
    #expect(rig.pending?.script == .dead)
    #expect(rig.pending?.effects.first?["result"]?["exc_message"] == ["cannot do it: no"])
  }

  @Test func `by a signal counts as a failure named WorkerLostError`() throws {
    let rig = try rig(
      HandlerEnd(.signaled(SIGSEGV)), manifest: Self.manifest(["retry": ["max_retries": 0]]))
    #expect(rig.pending?.effects.first?["result"]?["exc_type"] == "WorkerLostError")
  }

  @Test func `that says not now is tried again when it says`() throws {
    let event = Event.retry(afterSeconds: 7, reason: "busy", isCharged: true)
    let rig = try rig(HandlerEnd(.exited(75), events: [event]))
    guard case .retry(let request) = rig.pending else { throw Rig.Missing("a retry") }
    #expect(request.due == .after(.seconds(7)))
    #expect(try Envelope(decoding: request.raw).retries == 1)
    #expect(rig.pending?.effects.first?["result"]?["exc_type"] == "Retry")
  }

  @Test func `that says not now too often has used its retries up`() throws {
    let event = Event.retry(afterSeconds: 7, reason: "busy", isCharged: true)
    let rig = try rig(HandlerEnd(.exited(75), events: [event]), retries: 3)
    #expect(rig.pending?.script == .dead)
    #expect(rig.pending?.effects.first?["result"]?["exc_type"] == "MaxRetriesExceededError")
    #expect(
      rig.pending?.effects.first?["result"]?["exc_message"] == ["Can't retry t[id-1] args:() kwargs:{}"])
  }

  @Test func `that says not now, uncharged, puts the message back as it is`() throws {
    let event = Event.retry(afterSeconds: 300, reason: "locked", isCharged: false)
    let rig = try rig(HandlerEnd(.exited(75), events: [event]), retries: 3)
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.seconds(300)))
    #expect(request.mostTimes == 20)
  }

  @Test func `that says not now, uncharged, too often has failed`() throws {
    let event = Event.retry(afterSeconds: 1, reason: "locked", isCharged: false)
    let mail = Event.enqueue(FollowUp(task: "mail", keywordArguments: [:], occasion: .failure))
    var rig = try rig(
      HandlerEnd(.exited(75), events: [event, mail]), manifest: Self.manifest(["may_enqueue": ["mail"]]))
    rig.answer(.defer, "refused", "put back too often", "21")
    guard case .dead(let request) = rig.pending else { throw Rig.Missing("a dead letter") }
    #expect(request.reason == "put back more than 20 times: locked")
    #expect(try `Follow-ups`.sent(rig.pending).map(\.envelope.task) == ["mail"])
    #expect(
      rig.logged("error") == [
        "task ended otherwise: it was put back too often, or what follows it cannot be written"
      ])
    #expect(rig.pending?.effects.first?["result"]?["exc_type"] == "MaxRetriesExceededError")
  }

  @Test func `that waits for a lock is put back however often`() throws {
    let event = Event.retry(afterSeconds: 300, reason: "locked", isCharged: false, isCounted: false)
    let rig = try rig(HandlerEnd(.exited(75), events: [event]))
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.seconds(300)) && request.mostTimes == nil)
  }

  @Test func `that blames the configuration pauses its task, twice as long each time, and loses nothing`()
    throws
  {
    var rig = try rig(HandlerEnd(.exited(78), errors: "cannot send: the key is refused\n"))
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.seconds(60)))
    #expect(rig.logged("critical") == ["task paused: its configuration is wrong"])
    rig.answer(.defer, "ok", "1")
    // While it is paused its other messages wait for the same moment.
    rig.wait(.seconds(20))
    try rig.claimTask(id: "id-2")
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    guard case .after(let rest) = request.due else { throw Rig.Missing("a wait") }
    #expect((.seconds(39)...(.seconds(40))).contains(rest))
    rig.answer(.defer, "ok", "1")
    #expect(rig.started.count == 1)
    rig.wait(.seconds(41))
    try rig.claimTask(id: "id-1")
    #expect(rig.started.count == 2)
    rig.tell(.ended(slot: 0, HandlerEnd(.exited(78))))
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.seconds(120)))
  }

  @Test func `that never began pauses its task as well`() throws {
    let rig = try rig(HandlerEnd(.notStarted("execve: No such file or directory")))
    #expect(rig.pending?.script == .defer)
    #expect(rig.logged("critical").count == 1)
  }

  @Test func `that never began for want of room puts its message back, and the next claim waits`() throws {
    var rig = try rig(HandlerEnd(.noRoom("pipe2: Too many open files")))
    guard case .defer(let request) = rig.pending else { throw Rig.Missing("a deferral") }
    #expect(request.due == .after(.zero) && request.isNext && request.mostTimes == nil)
    #expect(rig.logged("warning").count == 1 && rig.logged("critical") == [])
    rig.answer(.defer, "ok", "0")
    let before = rig.claims
    rig.wait(.milliseconds(900))
    #expect(rig.claims == before)
    rig.wait(.milliseconds(200))
    #expect(rig.claims > before)
    try rig.claimTask(id: "id-1")
    #expect(rig.started.count == 2)
  }

  @Test
  func `that Redis refuses to write becomes a dead letter, and if that is refused is left to its lease`()
    throws
  {
    var rig = try rig(HandlerEnd(.exited(0), output: Array("1".utf8)))
    rig.answer(.commit, "refused", "wrongtype", "celery-task-meta-id-1")
    guard case .dead(let request) = rig.pending else { throw Rig.Missing("a dead letter") }
    #expect(request.reason == "cannot be ended as it should: wrongtype celery-task-meta-id-1")
    #expect(request.effects.isEmpty)
    rig.answer(.dead, "refused", "forbidden", "devseo:dead:q")
    #expect(rig.logged("critical").count == 1)
    try rig.claimTask(id: "id-2")
    #expect(rig.started.count == 2)
  }

  @Test(arguments: ["already", "lost"]) func `that was settled by somebody frees the slot`(_ word: String)
    throws
  {
    var rig = try rig(HandlerEnd(.exited(0), output: Array("1".utf8)))
    rig.answer(.commit, word)
    try rig.claimTask(id: "id-2")
    #expect(rig.started.count == 2)
  }

  @Test func `is kept while Redis is away, and told when it is back`() throws {
    var rig = try rig(HandlerEnd(.exited(0), output: Array("1".utf8)))
    rig.isRedisSilent = true
    rig.tell(.interrupted("connection refused"))
    rig.wait(.seconds(300))
    #expect(rig.pending?.script == .commit)
    rig.isRedisSilent = false
    rig.answer(.commit, "ok", "0")
    try rig.claimTask(id: "id-2")
    #expect(rig.started.count == 2)
  }
}
