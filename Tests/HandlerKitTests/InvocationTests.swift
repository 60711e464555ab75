// One run as the handler sees it: events to a dispatcher, or the log in its place.

import Fixtures
import Glibc
import JSONText
import Messages
import Runtime
import Testing

@testable import HandlerKit

@Suite struct `An invocation` {
  /// What a run sends to its events descriptor and writes to its log.
  private func told(
    listening: Bool, _ run: (Invocation) -> Void
  ) throws -> (events: [JSON], log: [JSON]) {
    var log = ""
    let events = try withPipe { events in
      log = try withPipe { errors in
        var context = Context { _ in nil }
        context.eventsDescriptor = listening ? events : nil
        run(
          Invocation(
            context: context, options: ["--full": ""], console: Console(Stream(errors)), setting: { _ in nil }
          ))
      }
    }
    return try (values(events), values(log))
  }

  private func values(_ lines: String) throws -> [JSON] {
    try lines.split(separator: "\n").map { try JSON(parsing: String($0)) }
  }

  private let followUp = FollowUp(task: "app.send", keywordArguments: ["id": 7])

  @Test func `sends progress five times a second at most, and the last report always`() throws {
    let (events, log) = try told(listening: true) { invocation in
      for done in 0..<1000 { invocation.report(Progress(done: done, unit: "pages")) }
      invocation.report(Progress(done: 1000, unit: "pages"))
      invocation.finishProgress()
    }
    #expect(events.count >= 2 && events.count < 100)
    #expect(events.first?["progress"]?["done"] == 0)
    #expect(events.last?["progress"]?["done"] == 1000)
    #expect(log.isEmpty)
  }

  @Test func `sends follow-ups to the dispatcher`() throws {
    let (events, log) = try told(listening: true) { invocation in
      invocation.enqueue(followUp)
      invocation.finish(.done)
    }
    #expect(events == [["enqueue": followUp.json]])
    #expect(log.isEmpty)
  }

  @Test(
    arguments: [
      (.success, .done, 1), (.success, .failed(1), 0), (.failure, .done, 0), (.failure, .message, 1),
      (.always, .done, 1), (.always, .configuration, 1),
    ] as [(FollowUp.Occasion, Messages.ExitStatus, Int)])
  func `by hand lists those of this end as not sent`(
    occasion: FollowUp.Occasion, end: Messages.ExitStatus, count: Int
  ) throws {
    var followUp = followUp
    followUp.occasion = occasion
    let (events, log) = try told(listening: false) { [followUp] invocation in
      invocation.enqueue(followUp)
      invocation.finish(end)
    }
    #expect(events.isEmpty)
    #expect(log.count == count)
    for line in log {
      #expect(line["message"] == "follow-up not sent: no dispatcher is listening")
      #expect(line["task"] == "app.send")
      #expect(line["follow_up"]?.string == followUp.json.description)
    }
  }

  @Test func `lists follow-ups as well when the dispatcher has gone`() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let log = try withPipe { errors in
      var context = Context { _ in nil }
      context.eventsDescriptor = ends[1]
      context.isListenedTo = true
      let invocation = Invocation(
        context: context, options: [:], console: Console(Stream(errors)), setting: { "unix:///nowhere/\($0)" }
      )
      invocation.report(Progress(done: 1, unit: "pages"))
      invocation.enqueue(followUp)
      invocation.finish(.done)
    }
    #expect(
      try values(log).map { $0["message"] } == ["follow-up not sent: no dispatcher is listening"])
  }

  @Test func `tells failures by their kind`() throws {
    let (events, _) = try told(listening: true) { invocation in
      invocation.report(.later("locked", after: 30, isCharged: false))
      invocation.report(.configuration("no key"))
      invocation.report(.softTimeLimit(String(repeating: "é", count: 10_000)))
    }
    #expect(events.count == 3)
    #expect(events[0] == ["retry": ["after_s": 30.0, "reason": "locked", "charged": false]])
    #expect(events[1] == ["failure": ["type": "ConfigurationError", "message": "no key"]])
    #expect(events[2]["failure"]?["type"] == "SoftTimeLimitExceeded")
    #expect((events[2]["failure"]?["message"]?.string?.utf8.count ?? 0) <= 1024)
  }

  @Test func `draws a bar on a terminal and takes it away`() throws {
    let shown = try withTerminal { descriptor in
      let context = Context { _ in nil }
      let invocation = Invocation(context: context, options: [:], console: Console(Stream(descriptor)))
      #expect(invocation.isWatched)
      invocation.report(Progress(done: 1, total: 2, unit: "pages", detail: "http://x/"))
      invocation.tell("a line")
      invocation.finishProgress()
    }
    let bar = "[############............] 1/2 pages  http://x/"
    #expect(shown == "\r\u{1B}[K\(bar)\r\u{1B}[Ka line\n\(bar)\r\u{1B}[K")
  }

  @Test(arguments: [(nil, nil), (0, .softLimit), (1e18, nil), (.nan, nil)] as [(Double?, Invocation.Stop?)])
  func `stops at the soft limit`(deadline: Double?, stop: Invocation.Stop?) {
    var context = Context { _ in nil }
    context.softDeadline = deadline
    #expect(Invocation(context: context, options: [:]).stop == stop)
  }

  @Test func `knows its options`() throws {
    _ = try told(listening: false) { invocation in
      #expect(invocation.has("--full") && invocation.value(of: "--full") == "")
      #expect(!invocation.has("--report") && invocation.value(of: "--report") == nil)
    }
  }
}
