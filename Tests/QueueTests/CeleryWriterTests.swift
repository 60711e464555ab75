// New messages and retries, byte for byte.

import JSONText
import Messages
import Testing

@testable import Queue

@Suite struct `Writing messages` {
  @Test func `a new message is the one that Celery's client makes`() throws {
    // Only what Swift keeps no order of, and the positional arguments, may differ: so there is one keyword here.
    var task = NewTask(task: "t", id: "i", queue: "crawl", keywordArguments: ["k": "é"])
    task.eta = 1_795_379_444.5
    task.timeLimitSeconds = 30
    task.otherHeaders = ["task": "never", "mine": 1]
    let envelope = EnvelopeWriter(origin: "gen1@h").envelope(of: task, deliveryTag: "d")
    #expect(
      String(decoding: envelope, as: UTF8.self)
        == #"{"body": "W1tdLCB7ImsiOiAiXHUwMGU5In0sIHsiY2FsbGJhY2tzIjogbnVsbCwgImNoYWluIjogbnVsbCwgImNob3JkIjogbnVsbCwgImVycmJhY2tzIjogbnVsbH1d", "#
        + #""content-encoding": "utf-8", "content-type": "application/json", "#
        + #""headers": {"lang": "py", "task": "t", "id": "i", "shadow": null, "#
        + #""eta": "2026-11-22T20:30:44.500000+00:00", "expires": null, "group": null, "group_index": null, "#
        + #""retries": 0, "timelimit": [30, null], "root_id": "i", "parent_id": null, "argsrepr": "()", "#
        + #""kwargsrepr": "{'k': '\u00e9'}", "origin": "gen1@h", "ignore_result": false, "#
        + #""replaced_task_nesting": 0, "stamped_headers": null, "stamps": {}, "mine": 1}, "#
        + #""properties": {"correlation_id": "i", "reply_to": "", "delivery_mode": 2, "#
        + #""delivery_info": {"exchange": "", "routing_key": "crawl"}, "priority": 0, "#
        + #""body_encoding": "base64", "delivery_tag": "d"}}"#)
  }

  @Test func `a follow-up belongs to the chain of the task that asked`() throws {
    let parent = try Envelope(decoding: CeleryCapture.named("a child in a group").row)
    let followUp = FollowUp(
      task: "mail", keywordArguments: ["to": 1], countdownSeconds: 60, expiresSeconds: 90)
    let task = NewTask(followUp, id: "n", queue: "email", parent: parent, now: 1_795_379_440)
    let row = EnvelopeWriter(origin: "gen1@h").envelope(of: task, deliveryTag: "d")
    let envelope = try Envelope(decoding: row)
    #expect((envelope.rootID, envelope.parentID, envelope.id) == ("r", parent.id, "n"))
    #expect((envelope.eta, envelope.routingKey, envelope.exchange) == (1_795_379_500, "email", ""))
    #expect(envelope.keywordArguments == ["to": 1] && envelope.expires == 1_795_379_530)
  }

  @Test(arguments: CeleryCapture.all)
  func `a retry changes three members and no other byte`(capture: CeleryCapture) throws {
    let eta = 1_795_380_000.25
    let row = try EnvelopeWriter.retryEnvelope(of: capture.row, eta: eta, deliveryTag: "new")
    var (before, after) = (try Envelope(decoding: capture.row), try Envelope(decoding: row))
    #expect((after.retries, after.eta, after.deliveryTag) == (before.retries + 1, eta, "new"))
    (before.retries, before.eta, before.deliveryTag) = (after.retries, after.eta, after.deliveryTag)
    #expect(after == before)
    let again = try EnvelopeWriter.retryEnvelope(of: row, eta: nil, deliveryTag: "newer")
    #expect(try Envelope(decoding: again).eta == nil)
  }

  @Test(
    arguments: [
      (#"{"a":1}"#, ["a"], #"{"a":2}"#), (#"{}"#, ["a"], #"{"a": 2}"#),
      (#"{"b" : [1]}"#, ["a"], #"{"a": 2, "b" : [1]}"#),
      (#" { "a" : "x\"}" , "b":0}"#, ["a"], #" { "a" : 2 , "b":0}"#),
      (#"{"a":1,"a":3}"#, ["a"], #"{"a":1,"a":2}"#),
      (#"{"\u0061":1}"#, ["a"], #"{"\u0061":2}"#),
      (#"{"b":{"a":1},"a":[{"a":1}]}"#, ["a"], #"{"b":{"a":1},"a":2}"#),
      (#"{"h":{"a":NaN}}"#, ["h", "a"], #"{"h":{"a":2}}"#), (#"{"h":null}"#, ["h", "a"], #"{"h":{"a": 2}}"#),
      (#"{ }"#, ["h", "a"], #"{"h": {"a": 2} }"#), (#"{"é😀":"\\","a":1}"#, ["a"], #"{"é😀":"\\","a":2}"#),
      ("[1]", ["a"], "[1]"), ("", ["a"], ""), (#"{"a""#, ["a"], #"{"a": 2, "a""#),
    ])
  func `an edit leaves the rest as it is`(text: String, path: [String], edited: String) {
    var edit = MemberEdit(Array(text.utf8))
    edit.set(path, to: Array("2".utf8))
    #expect(String(decoding: edit.bytes, as: UTF8.self) == edited)
  }

  @Test(arguments: [
    (-5, "q"), (0, "q"), (2, "q"), (3, "q\u{6}\u{16}3"), (8, "q\u{6}\u{16}6"), (12, "q\u{6}\u{16}9"),
  ])
  func `the list is the one of the priority's step`(priority: Int, key: String) {
    #expect(PriorityList.key(queue: "q", priority: priority) == key)
  }
}
