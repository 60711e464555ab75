// When what workers of Celery's left behind is looked for.

import Dispatching
import Queue
import Testing

@Suite struct `A dispatcher in the place of workers of Celery's` {
  private func rig(_ timeout: Duration) throws -> Rig {
    try Rig { $0.visibilityTimeout = timeout }
  }

  private func questions(_ rig: Rig) -> [RestoreRequest] {
    rig.actions.compactMap { if case .ask(.restore(let request)) = $0 { request } else { nil } }
  }

  @Test func `looks for what they left at its start, and then as often as they do`() throws {
    var rig = try rig(.seconds(3600))
    rig.wait(.seconds(99))
    #expect(questions(rig).map(\.visibilityTimeout) == [.seconds(3600)])
    rig.wait(.seconds(2))
    #expect(questions(rig).count == 2)
    var quick = try self.rig(.seconds(4))
    quick.wait(.milliseconds(5500))
    #expect(questions(quick).count == 6)
  }

  @Test func `does not look for it when that is not wanted`() throws {
    var rig = try rig(.zero)
    rig.wait(.seconds(300))
    #expect(questions(rig).isEmpty)
  }

  @Test func `goes on at once while there may be more, past what it must leave, and serves what came back`()
    throws
  {
    var rig = try rig(.seconds(3600))
    try rig.reach(.restore)
    rig.answer(.restore, "ok", "60", "40", "0", "1")
    guard case .restore(let second)? = rig.pending else { throw Rig.Missing("a second look") }
    #expect(second.start == 40)
    rig.answer(.restore, "ok", "1", "0", "1", "0")
    rig.answerTools()
    #expect(rig.pending?.script == .claim)
    #expect(rig.logged("warning").count == 3 && rig.logged("error").count == 1)
    rig.wait(.seconds(101))
    #expect(questions(rig).last?.start == 0)
  }

  @Test func `goes on when that is refused, or when another is at it`() throws {
    var rig = try rig(.seconds(3600))
    try rig.reach(.restore)
    rig.tell(.failed(PipeError(.configuration, "cannot use Redis at x: NOPERM")))
    rig.answerTools()
    try rig.claimTask()
    #expect(rig.started.count == 1)
    #expect(rig.logged("error").count == 1)
    rig.wait(.seconds(99))
    #expect(questions(rig).count == 1)
    var other = try self.rig(.seconds(3600))
    try other.reach(.restore)
    other.answer(.restore, "busy")
    other.wait(.seconds(99))
    #expect(questions(other).count == 1)
  }
}
