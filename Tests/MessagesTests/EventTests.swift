// Events: what is written reads back as itself, and what a confused handler writes is refused.

import JSONText
import Messages
import Testing

@Suite struct `An event` {
  static let followUp = FollowUp(
    task: "app.send", keywordArguments: ["id": 7, "text": "é\n\"\u{0}"], queue: "email",
    countdownSeconds: 1.5, expiresSeconds: 90,
    dedupeKey: "k", occasion: .always)

  @Test(
    arguments: [
      .progress([:]), .progress(["done": 1, "total": nil, "unit": "pages"]),
      .enqueue(followUp), .enqueue(FollowUp(task: "t", keywordArguments: [:])),
      .retry(afterSeconds: 30, reason: "locked", isCharged: false),
      .retry(afterSeconds: nil, reason: "", isCharged: true),
      .retry(afterSeconds: 300, reason: "locked", isCharged: false, isCounted: false),
      .failure(type: "ValueError", message: "cannot read the message: \u{1B}\u{2028}\u{0}"),
      .end(code: 0, cpuMicroseconds: 250_000), .end(code: 255, cpuMicroseconds: 0),
    ] as [Event])
  func `reads back as itself, from one line`(event: Event) throws {
    let line = event.json.description
    #expect(!line.utf8.contains(UInt8(ascii: "\n")))
    #expect(try Event(JSON(parsing: line)) == event)
  }

  @Test func `is written with the names of the wire`() {
    #expect(Event.progress(["done": 1]).json == ["progress": ["done": 1]])
    #expect(
      Event.enqueue(Self.followUp).json == [
        "enqueue": [
          "task": "app.send", "kwargs": ["id": 7, "text": "é\n\"\u{0}"], "queue": "email", "countdown": 1.5,
          "expires": 90.0, "dedupe": "k", "on": "always",
        ]
      ])
    #expect(
      Event.retry(afterSeconds: 30, reason: "r", isCharged: false).json
        == ["retry": ["after_s": 30.0, "reason": "r", "charged": false]])
    #expect(
      Event.retry(afterSeconds: nil, reason: "r", isCharged: false, isCounted: false).json
        == ["retry": ["reason": "r", "charged": false, "counted": false]])
    #expect(
      Event.failure(type: "T", message: "m").json == ["failure": ["type": "T", "message": "m"]])
  }

  @Test func `may leave out what has a default`() throws {
    #expect(try Event(["end": ["code": 75]]) == .end(code: 75, cpuMicroseconds: 0))
    #expect(try Event(["retry": [:]]) == .retry(afterSeconds: nil, reason: "", isCharged: true))
    let enqueue = try Event(["enqueue": ["task": "t", "on": "failure"]])
    #expect(enqueue == .enqueue(FollowUp(task: "t", keywordArguments: [:], occasion: .failure)))
  }

  @Test(
    arguments: [
      ("5", "expected an object with one member, found an integer"),
      ("[]", "expected an object with one member, found an array"),
      ("{}", "expected an object with one member, found 0"),
      (#"{"progress":{},"failure":{}}"#, "expected an object with one member, found 2"),
      (#"{"Progress":{}}"#, "Progress: is none of progress, enqueue, retry, failure, end"),
      (#"{"progress":5}"#, "progress: expected an object, found an integer"),
      (#"{"enqueue":{}}"#, "task: is missing"), (#"{"enqueue":[]}"#, "expected an object, found an array"),
      (#"{"enqueue":{"task":"t","kwargs":[]}}"#, "kwargs: expected an object, found an array"),
      (#"{"enqueue":{"task":"t","countdown":-1}}"#, "countdown: -1.0 is not within 0.0...1000000000.0"),
      (#"{"enqueue":{"task":"t","expires":-1}}"#, "expires: -1.0 is not within 0.0...1000000000.0"),
      (#"{"enqueue":{"task":"t","countdown":1e400}}"#, "countdown: inf is not within 0.0...1000000000.0"),
      (#"{"retry":{"after_s":NaN}}"#, "after_s: nan is not within 0.0...1000000000.0"),
      (#"{"retry":{"after_s":"30"}}"#, "after_s: expected a number, found a string"),
      (#"{"retry":{"charged":1}}"#, "charged: expected a boolean, found an integer"),
      (#"{"failure":{"type":"T"}}"#, "message: is missing"),
      (#"{"end":{}}"#, "end.code: expected a whole number, found nothing"),
      (#"{"end":[]}"#, "end.code: expected a whole number, found nothing"),
      (#"{"end":{"code":"0"}}"#, "end.code: expected a whole number, found a string"),
      (#"{"end":{"code":256}}"#, "end.code: 256 is not within 0...255"),
      (#"{"end":{"code":0,"cpu_us":-1}}"#, "end.cpu_us: -1 is not within 0...1000000000000000"),
      (#"{"failure":{"type":"T","message":null}}"#, "message: expected a string, found null"),
    ])
  func `that makes no sense is refused`(line: String, reason: String) throws {
    let error = try #require(throws: JSONError.self) { try Event(JSON(parsing: line)) }
    #expect(error.description == reason)
  }

  @Test func `with an occasion that there is not is refused`() {
    #expect(throws: JSONError.self) { try Event(["enqueue": ["task": "t", "on": "never"]]) }
  }
}
