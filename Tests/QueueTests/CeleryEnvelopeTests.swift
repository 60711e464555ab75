// Messages of Celery's own client, of other clients, and such as are none.

import JSONText
import Queue
import Testing

@Suite struct `Reading messages` {
  @Test func `there are captured messages`() {
    #expect(CeleryCapture.all.count == 39)
  }

  @Test(arguments: CeleryCapture.all)
  func `what Celery reads in its own messages`(capture: CeleryCapture) throws {
    let envelope = try Envelope(decoding: capture.row)
    let read: JSON = [
      "task": .string(envelope.task), "id": .string(envelope.id), "args": .array(envelope.arguments),
      "kwargs": .object(envelope.keywordArguments), "eta": JSON(envelope.eta),
      "expires": JSON(envelope.expires),
      "hard": JSON(envelope.timeLimitSeconds), "soft": JSON(envelope.softTimeLimitSeconds),
      "retries": .integer(envelope.retries), "root_id": .string(envelope.rootID),
      "parent_id": JSON(envelope.parentID), "group": JSON(envelope.group),
      "priority": JSON(envelope.priority),
      "routing_key": JSON(envelope.routingKey), "reply_to": JSON(envelope.replyTo),
      "correlation_id": JSON(envelope.correlationID), "shadow": JSON(envelope.shadow),
      "ignore_result": .bool(envelope.ignoresResult), "embed": .object(envelope.embed),
    ]
    for (name, value) in try #require(read.object) {
      let expected = capture.expected[name] ?? "missing"
      // Limits are numbers of either kind in the capture.
      if let number = expected.double, value.double == number { continue }
      #expect(value == expected, "\(name)")
    }
    #expect(
      PriorityList.key(queue: envelope.routingKey ?? "", priority: envelope.priority ?? 0) == capture.list)
  }

  @Test func `headers of the sender's own lie beside Celery's`() throws {
    let envelope = try Envelope(decoding: CeleryCapture.named("shadow and headers").row)
    #expect(envelope.otherHeaders["myhdr"] == "v")
    #expect(envelope.otherHeaders["n"] == ["a": [1]])
    #expect(envelope.otherHeaders["task"] == nil)
    #expect(envelope.shownName == "nice")
  }

  @Test func `links of protocol 1 are found in the body`() throws {
    let envelope = try Envelope(decoding: CeleryCapture.named("protocol 1 with everything").row)
    #expect(envelope.embed["callbacks"]?[0]?["args"] == [5])
    #expect(envelope.group == "g")
    #expect(envelope.argumentsRepr == "()")
  }

  @Test(
    arguments: [
      // headers, properties, body
      (#"{"task":"t","id":"i"}"#, #"{"body_encoding":"base64","delivery_tag":"d"}"#, "W1sxXSx7fSxudWxsXQ=="),
      (#"{"task":"t","id":"i","timelimit":null}"#, "{}", "[[1],{},{}]"),
      (#"{"task":"t","id":"i","retries":"0","eta":null}"#, "null", "[[1],null,null]"),
      ("null", "{}", #"{"task":"t","id":"i","args":[1],"kwargs":{}}"#),
      ("{}", "{}", #"{"task":"t","id":"i","args":[1],"expires":null,"chord":null}"#),
      (#"{"task":"t","id":"i"}"#, "{}", #"{"args":[1],"kwargs":{}}"#),
      (#"{"task":"t","id":"i"}"#, "{}", #"{"id":"other","task":"other","args":[1],"kwargs":{}}"#),
      (#"{"id":null}"#, #"{"correlation_id":"x"}"#, #"{"id":"i","task":"t","args":[1],"kwargs":{}}"#),
    ])
  func `of minimal clients`(headers: String, properties: String, body: String) throws {
    let envelope = try Envelope(decoding: row(headers: headers, properties: properties, body: body))
    #expect((envelope.task, envelope.id, envelope.rootID) == ("t", "i", "i"))
    #expect(envelope.arguments == [1])
    #expect((envelope.keywordArguments, envelope.embed, envelope.otherHeaders) == ([:], [:], [:]))
    #expect((envelope.retries, envelope.eta, envelope.argumentsRepr) == (0, nil, "(1,)"))
  }

  @Test(
    arguments: [
      // headers, body, code, reason
      (#""eta":0"#, "[[],{},{}]", .invalidTask, "its eta is 0, not an ISO 8601 date"),
      (#""eta":"""#, "[[],{},{}]", .invalidTask, #"its eta is "", not an ISO 8601 date"#),
      (#""expires":false"#, "[[],{},{}]", .invalidTask, "its expires is false, not an ISO 8601 date"),
      (#""expires":1.5e9"#, "[[],{},{}]", .invalidTask, "its expires is 1500000000.0, not an ISO 8601 date"),
      (#""expires":"soon""#, "[[],{},{}]", .invalidTask, #"its expires is "soon", not an ISO 8601 date"#),
      (#""retries":-1"#, "[[],{},{}]", .invalidTask, "its retries are -1, not a count"),
      (
        #""retries":9223372036854775807"#, "[[],{},{}]", .invalidTask,
        "its retries are 9223372036854775807, not a count"
      ),
      (#""timelimit":5"#, "[[],{},{}]", .invalidTask, "its timelimit is 5, not [hard, soft]"),
      (
        #""timelimit":[-1,null]"#, "[[],{},{}]", .invalidTask,
        "its timelimit holds -1, not a count of seconds"
      ),
      (#""a":1"#, "[[],{}]", .invalidTask, "its body has 2 items instead of args, kwargs and embed"),
      (#""a":1"#, "[{},{},{}]", .invalidTask, "its args are an object, not an array"),
      (#""a":1"#, "[[],[],{}]", .invalidTask, "its kwargs are an array, not an object"),
      (#""a":1"#, "[[],{},7]", .invalidTask, "its embed is an integer, not an object"),
      (#""a":1"#, #"{"args":{}}"#, .invalidTask, "its args are an object, not an array"),
      (#""a":1"#, "7", .unknownMessage, "its body is an integer, neither an array nor an object"),
      (#""a":1"#, "", .undecodableBody, "its body is no JSON: the text is empty"),
      (
        #""a":1"#, "[[],{}", .undecodableBody,
        "its body is no JSON: ']' expected near end of file (line 1, column 6)"
      ),
      (
        #""compression":"application/x-bz2""#, "x", .compressed,
        #"its body is compressed ("application/x-bz2") by none of zlib, gzip and zstd; compress it so"#
      ),
      (
        #""compression":"zlib""#, "[[],{},{}]", .undecodableBody,
        #"its body is no "zlib" stream, or a cut one"#
      ),
      (
        #""compression":"zstd""#, "[[],{},{}]", .undecodableBody,
        #"its body is no "zstd" stream, or a cut one"#
      ),
    ] as [(String, String, EnvelopeError.Code, String)])
  func `a poisoned task is refused with its id`(
    header: String, body: String, code: EnvelopeError.Code, reason: String
  ) {
    let headers = #"{"task":"t","id":"i",\#(header)}"#
    let error = #expect(throws: EnvelopeError.self) {
      try Envelope(decoding: row(headers: headers, body: body))
    }
    #expect(error == EnvelopeError(code, reason, taskID: "i", task: "t"))
    #expect(error?.description == "cannot read the message: \(reason)")
  }

  @Test(
    arguments: [
      ("", .notJSON, nil), ("{", .notJSON, nil), ("\u{1}", .notJSON, nil), ("[]", .notEnvelope, nil),
      ("null", .notEnvelope, nil), ("7", .notEnvelope, nil),
      ("{}", .notEnvelope, nil), (#"{"headers":[],"body":""}"#, .notEnvelope, nil),
      (#"{"headers":{"id":"i"},"properties":7,"body":""}"#, .notEnvelope, "i"),
      (#"{"headers":{"id":"i"},"body":"[]","content-type":null}"#, .contentDisallowed, "i"),
      (#"{"headers":{"id":"i"},"body":"[]"}"#, .contentDisallowed, "i"),
      (
        #"{"headers":{"id":"i"},"body":"gAJ9","content-type":"application/x-python-serialize"}"#,
        .contentDisallowed, "i"
      ),
      (
        #"{"properties":{"correlation_id":"c"},"body":"","content-type":"text/plain"}"#, .contentDisallowed,
        "c"
      ),
      (#"{"headers":{"id":"i"},"body":[],"content-type":"application/json"}"#, .undecodableBody, "i"),
      (
        #"{"headers":{"id":"i"},"body":"[]","content-type":"application/json","content-encoding":"utf-16"}"#,
        .undecodableBody, "i"
      ),
      (
        #"{"headers":{"id":"i"},"properties":{"body_encoding":"base64"},"body":"!","content-type":"application/json"}"#,
        .undecodableBody, "i"
      ),
      (
        #"{"headers":{"id":"i"},"properties":{"body_encoding":"hex"},"body":"00","content-type":"application/json"}"#,
        .undecodableBody, "i"
      ),
      (
        #"{"headers":{"id":"i"},"body":"[[],{},{}]","content-type":"application/json"}"#, .unknownMessage, "i"
      ),
      (#"{"headers":{"task":"t"},"body":"[[],{},{}]","content-type":"application/json"}"#, .invalidTask, nil),
      (
        #"{"headers":{"task":"t","id":null},"body":"[[],{},{}]","content-type":"application/json"}"#,
        .invalidTask, nil
      ),
      (
        #"{"headers":{"task":7,"id":"i"},"body":"[[],{},{}]","content-type":"application/json"}"#,
        .invalidTask, "i"
      ),
      (#"{"body":"{\"args\":[]}","content-type":"application/json"}"#, .unknownMessage, nil),
      (#"{"body":"{\"id\":\"b\"}","content-type":"application/json"}"#, .unknownMessage, "b"),
    ] as [(String, EnvelopeError.Code, String?)])
  func `what is no message is refused`(text: String, code: EnvelopeError.Code, id: String?) {
    let error = #expect(throws: EnvelopeError.self) { try Envelope(decoding: text.utf8) }
    #expect(error?.code == code, "\(text)")
    #expect(error?.taskID == id)
  }

  @Test func `a task expires after its time`() throws {
    let envelope = try Envelope(
      decoding: row(headers: #"{"task":"t","id":"i","expires":"1970-01-01T00:00:10"}"#, body: "[[],{},{}]"))
    #expect(!envelope.isExpired(at: 10))
    #expect(envelope.isExpired(at: 10.5))
  }

  private func row(headers: String, properties: String = "{}", body: String) -> [UInt8] {
    let body = JSON.string(body)
    return Array(
      #"{"body":\#(body),"content-type":"application/json","headers":\#(headers),"properties":\#(properties)}"#
        .utf8)
  }
}
