// What each end of a handler means, row by row of the contract.

import Dispatching
import JSONText
import Messages
import Testing

@Suite struct `The verdict on a handler's end` {
  @Test func `exit 0 with one JSON value is success`() {
    #expect(Verdict(HandlerEnd(.exited(0), output: Array("{\"a\":1}\n".utf8))) == .success(["a": 1]))
    #expect(Verdict(HandlerEnd(.exited(0), output: Array("null".utf8))) == .success(.null))
  }

  @Test(arguments: ["", "  \n", "{", "1 2", "{}{}", "log line\n{}"])
  func `exit 0 without exactly one JSON value is a failure that may be retried`(output: String) {
    guard
      case .failure(let failure, isPermanent: false) = Verdict(
        HandlerEnd(.exited(0), output: Array(output.utf8)))
    else {
      Issue.record("no failure for \(output)")
      return
    }
    #expect(failure.type == "HandlerError")
    #expect(failure.message.hasPrefix("the handler ended well without one JSON value"))
  }

  @Test func `more output than allowed is a failure, whatever it says`() {
    let end = HandlerEnd(.exited(0), output: Array("{}".utf8), isOutputCut: true)
    #expect(
      Verdict(end)
        == .failure(
          TaskFailure(
            type: "ResultTooLarge", message: "the result is larger than the handler's output limit"),
          isPermanent: false))
  }

  @Test(arguments: [64, 65, 77] as [Int32])
  func `exits 64, 65 and 77 are permanent, and the exit code wins over the output`(code: Int32) {
    let end = HandlerEnd(
      .exited(code), output: Array("{}".utf8), errors: "first\ncannot do it: because\n",
      events: [.failure(type: "ValueError", message: "no good")])
    #expect(
      Verdict(end)
        == .failure(
          TaskFailure(type: "ValueError", message: "no good", traceback: "first\ncannot do it: because\n"),
          isPermanent: true))
  }

  @Test(arguments: [1, 2, 127, 255] as [Int32])
  func `other exits fail with the last line of stderr and may be retried`(code: Int32) {
    let end = HandlerEnd(.exited(code), errors: "first\nlast words\n")
    #expect(
      Verdict(end)
        == .failure(
          TaskFailure(type: "HandlerError", message: "last words", traceback: "first\nlast words\n"),
          isPermanent: false))
  }

  @Test func `a last line of any length is cut at 1 KiB`() {
    guard
      case .failure(let failure, _) = Verdict(
        HandlerEnd(.exited(1), errors: String(repeating: "x", count: 5000)))
    else { return }
    #expect(failure.message.utf8.count == 1024)
  }

  @Test func `exit 75 is charged unless the retry event says otherwise`() {
    #expect(
      Verdict(HandlerEnd(.exited(75), errors: "busy"))
        == .later(afterSeconds: nil, reason: "busy", isCharged: true))
    let uncharged = HandlerEnd(
      .exited(75), events: [.retry(afterSeconds: 30, reason: "locked", isCharged: false)])
    #expect(Verdict(uncharged) == .later(afterSeconds: 30, reason: "locked", isCharged: false))
  }

  @Test func `exit 75 on request is never charged`() {
    let end = HandlerEnd(
      .exited(75), intervention: .asked, events: [.retry(afterSeconds: nil, reason: "stop", isCharged: true)])
    #expect(Verdict(end) == .later(afterSeconds: nil, reason: "stop", isCharged: false))
  }

  @Test func `exit 78 is the operator's`() {
    let end = HandlerEnd(.exited(78), events: [.failure(type: "ConfigurationError", message: "key refused")])
    #expect(Verdict(end) == .configuration("key refused"))
  }

  @Test func `after the soft limit a result is success and anything else SoftTimeLimitExceeded`() {
    let partial = HandlerEnd(.exited(0), intervention: .softLimit, output: Array("[1]".utf8))
    #expect(Verdict(partial) == .success([1]))
    for status in [HandlerEnd.Status.exited(1), .signaled(15)] {
      guard
        case .failure(let failure, isPermanent: false) = Verdict(HandlerEnd(status, intervention: .softLimit))
      else {
        Issue.record("no failure for \(status)")
        continue
      }
      #expect(failure.type == "SoftTimeLimitExceeded")
    }
  }

  @Test func `the hard limit is TimeLimitExceeded`() {
    guard
      case .failure(let failure, isPermanent: false) = Verdict(
        HandlerEnd(.signaled(9), intervention: .hardLimit))
    else { return }
    #expect(failure.type == "TimeLimitExceeded")
  }

  @Test func `a signal out of nowhere is WorkerLostError, one on request no failure`() {
    guard case .failure(let failure, isPermanent: false) = Verdict(HandlerEnd(.signaled(11))) else { return }
    #expect(failure.type == "WorkerLostError")
    #expect(failure.message == "the handler was killed by signal 11 (SIGSEGV)")
    #expect(
      Verdict(HandlerEnd(.signaled(15), intervention: .asked))
        == .later(afterSeconds: nil, reason: "ended by a signal on request", isCharged: false))
  }

  @Test func `follow-ups go out on their occasion, and only for tasks the manifest allows`() {
    func followUp(_ task: String, _ occasion: FollowUp.Occasion) -> Event {
      .enqueue(FollowUp(task: task, keywordArguments: [:], occasion: occasion))
    }
    let end = HandlerEnd(
      .exited(0),
      events: [
        followUp("a", .success), followUp("b", .failure), followUp("a", .always), followUp("x", .success),
      ])
    let success = end.followUps(isSuccess: true, allowed: ["a", "b"])
    #expect(success.toSend.map(\.task) == ["a", "a"])
    #expect(success.refused == ["x"])
    let failure = end.followUps(isSuccess: false, allowed: ["a", "b"])
    #expect(failure.toSend.map(\.task) == ["b", "a"])
    #expect(failure.refused.isEmpty)
  }
}
