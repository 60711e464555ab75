// Questions to who answers as Anthropic does, and what each of its answers means.

import Fixtures
import JSONText
import Testing

@testable import Recommending

/// A moment: Wed, 25 Nov 2026 16:12:35 UTC.
private let moment = 1_795_623_155.0

@Suite struct `Anthropic's API` {
  private func ask(_ server: LoopbackServer, _ settings: [String: String] = [:]) throws -> Recommendations {
    let all = ["ANTHROPIC_API_KEY": AnthropicPeer.key, "ANTHROPIC_API_URL": server.url("")].merging(settings)
    { $1 }
    return try Anthropic { all[$0] }.ask(about: Sample.findings, at: moment)
  }

  private func refusal(
    _ settings: [String: String] = [:],
    answering answer: @escaping @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer
  ) throws -> AskingError {
    try withServer(answering: answer) { server in
      try #require(throws: AskingError.self) { _ = try ask(server, settings) }
    }
  }

  @Test func `gets requests of its own form`() throws {
    try withServer(answering: AnthropicPeer.answer) { server in
      let recommendations = try ask(server)
      #expect(recommendations.count == 1 && recommendations.model == "claude-haiku-5-5")
      #expect(recommendations.inputTokens == 1234 && recommendations.outputTokens == 321)
      #expect(recommendations.messageID == "msg_01Test")
      #expect(
        recommendations.list[0].issues == ["title-missing"]
          && recommendations.list[0].pages == ["https://example.com/"])
      #expect(server.requests.count == 1)
      #expect(server.requests[0]["authorization"] == nil)
    }
  }

  @Test(arguments: ["claude-opus-5-5", "claude-sonnet-5-5"])
  func `may have models that cannot be forced, which are asked instead`(model: String) throws {
    try withServer(answering: { request in
      if let refusal = AnthropicPeer.refusal(of: request) { return refusal }
      let thought: JSON = ["type": "thinking", "thinking": "", "signature": "c2ln"]
      let remark: JSON = ["type": "text", "text": "Here they are."]
      return AnthropicPeer.message(
        calling: "give_recommendations", with: Sample.advice(), before: [thought, remark])
    }) { server in
      #expect(try ask(server, ["ANTHROPIC_MODEL": model]).count == 1)
      let bodies = try server.requests.map { try JSON(parsing: $0.body) }
      #expect(bodies.map { $0["tool_choice"]?["type"] } == ["tool", "auto"])
    }
  }

  @Test(
    arguments: [
      (400, "invalid_request_error", .permanent("RecommendationsFailed")),
      (413, "request_too_large", .permanent("RecommendationsFailed")),
      (422, "invalid_request_error", .permanent("RecommendationsFailed")),
      (401, "authentication_error", .configuration), (402, "billing_error", .configuration),
      (403, "permission_error", .configuration), (404, "not_found_error", .configuration),
      (302, "found", .configuration),
      (408, "timeout_error", .unknown), (409, "conflict_error", .unknown), (500, "api_error", .unknown),
      (504, "timeout_error", .unknown), (429, "rate_limit_error", .later(afterSeconds: nil)),
      (529, "overloaded_error", .later(afterSeconds: nil)),
    ] as [(Int, String, AskingError.Outcome)])
  func `says what becomes of a question`(status: Int, type: String, outcome: AskingError.Outcome) throws {
    let error = try refusal { _ in AnthropicPeer.error(status, type, "Its own\r\nwords \(AnthropicPeer.key)")
    }
    #expect(error.outcome == outcome)
    #expect(
      error.description.hasSuffix("Anthropic answers \(status): \(type): Its own words *** (req_011CTest)"))
  }

  @Test(
    arguments: [
      ([("retry-after", "17")], 17), ([("Retry-After", "99999")], 3600), ([("retry-after", "soon")], nil),
      ([], nil),
      ([("Retry-After", "Wed, 25 Nov 2026 16:13:05 GMT")], 30),
      ([("Date", "Wed, 25 Nov 2026 10:00:00 GMT"), ("Retry-After", "Wed, 25 Nov 2026 10:01:00 GMT")], 60),
      ([("Retry-After", "Wed, 25 Nov 2026 16:12:05 GMT")], 0),
    ] as [([(String, String)], Double?)], [(429, "rate_limit_error"), (529, "overloaded_error")])
  func `may name the time to ask again`(headers: ([(String, String)], Double?), status: (Int, String)) throws
  {
    let error = try refusal { _ in AnthropicPeer.error(status.0, status.1, "Not now", headers: headers.0) }
    #expect(error.outcome == .later(afterSeconds: headers.1))
  }

  @Test(
    arguments: [
      (AnthropicPeer.message([["type": "text", "text": "Here: {}"]], stop: "end_turn"), "it has 0 calls"),
      (AnthropicPeer.message(calling: "another", with: Sample.advice()), "it has 1 calls in place of one of"),
      (
        AnthropicPeer.message(calling: "give_recommendations", with: Sample.advice(["title": 7])),
        "expected a string"
      ),
      (AnthropicPeer.message(calling: "give_recommendations", with: .null), "expected an object, found null"),
      (
        AnthropicPeer.message(calling: "give_recommendations", with: Sample.advice(), stop: "pause_turn"),
        "stopped for pause_turn"
      ),
      (.response(status: 200, headers: [], body: Array("<html>".utf8)), "it is no JSON"),
      (.response(status: 200, headers: [], body: Array("[]".utf8)), "it is no message"),
      (
        .response(status: 200, headers: [], body: [UInt8](repeating: 0x20, count: 2 << 20)),
        "or more than a megabyte"
      ),
    ] as [(LoopbackServer.Answer, String)])
  func `may answer what was not asked for`(answer: LoopbackServer.Answer, fault: String) throws {
    let error = try refusal { _ in answer }
    #expect(error.outcome == .malformed && error.description.contains(fault), "\(error)")
  }

  @Test func `may call the tool twice, refuse, or stop half way`() throws {
    let call: JSON = [
      "type": "tool_use", "id": "toolu_1", "name": "give_recommendations", "input": Sample.advice(),
    ]
    #expect(try refusal { _ in AnthropicPeer.message([call, call], stop: "tool_use") }.outcome == .malformed)
    let refused = try refusal { _ in AnthropicPeer.message([], stop: "refusal") }
    #expect(refused.outcome == .permanent("RecommendationsRefused"))
    for stop in ["max_tokens", "model_context_window_exceeded"] {
      let cut = try refusal { _ in
        AnthropicPeer.message(calling: "give_recommendations", with: [:], stop: stop)
      }
      #expect(cut.outcome == .permanent("RecommendationsCut"))
      #expect(cut.description.hasSuffix("they end at \(stop); ANTHROPIC_MAX_TOKENS allows 4096"))
    }
  }

  @Test(
    arguments: [
      .silence, .raw { $0.reset() }, .raw(""), .raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
      .raw { $0.trickle("HTTP/1.1 200 OK\r\n\r\n{\"type\":\"message\"", every: 100) },
    ] as [LoopbackServer.Answer])
  func `that leaves without an answer may have given one`(answer: LoopbackServer.Answer) throws {
    let error = try refusal(["ANTHROPIC_TIMEOUT_S": "0.5"]) { _ in answer }
    #expect(
      error.outcome == .unknown && error.description.hasPrefix("cannot tell whether there was an answer"),
      "\(error)")
  }

  @Test func `that is not there can be asked later`() {
    let settings = ["ANTHROPIC_API_KEY": "sk-s3cret", "ANTHROPIC_API_URL": "http://127.0.0.1:1"]
    let error = #expect(throws: AskingError.self) {
      _ = try Anthropic { settings[$0] }.ask(about: Sample.findings, at: moment)
    }
    #expect(error?.outcome == .later(afterSeconds: nil) && error?.description.contains("s3cret") == false)
  }

  @Test func `is not waited for longer than anybody wants`() throws {
    try withServer(["*": .silence]) { server in
      let settings = ["ANTHROPIC_API_KEY": "k", "ANTHROPIC_API_URL": server.url("")]
      let error = #expect(throws: AskingError.self) {
        _ = try Anthropic { settings[$0] }.ask(about: Sample.findings, at: moment) {
          !server.requests.isEmpty
        }
      }
      #expect(error?.outcome == .stopped)
    }
  }

  @Test func `needs a key, and says so`() {
    let error = #expect(throws: AskingError.self) {
      _ = try Anthropic { _ in nil }.ask(about: Sample.findings, at: moment)
    }
    #expect(error?.outcome == .configuration)
    #expect(error?.description == "cannot ask for recommendations: ANTHROPIC_API_KEY is not set")
  }

  @Test(arguments: [
    ["ANTHROPIC_API_KEY": "sk-s3cret\r\nX: y"], ["ANTHROPIC_API_KEY": "sk-s3cret ü"],
    ["ANTHROPIC_API_URL": "nonsense"],
    ["ANTHROPIC_API_URL": "ftp://x"], ["ANTHROPIC_API_URL": "https://user@x"], ["ANTHROPIC_MODEL": "a b"],
    ["ANTHROPIC_TIMEOUT_S": "0"], ["ANTHROPIC_TIMEOUT_S": "101"], ["ANTHROPIC_TIMEOUT_S": "nan"],
    ["ANTHROPIC_TIMEOUT_S": "soon"], ["ANTHROPIC_MAX_TOKENS": "255"], ["ANTHROPIC_MAX_TOKENS": "1e3"],
  ])
  func `is reached by settings that name themselves`(settings: [String: String]) {
    let error = #expect(throws: AskingError.self) { _ = try Anthropic { settings[$0] } }
    #expect(error?.outcome == .configuration && error?.description.contains("s3cret") == false)
    #expect(error?.description.hasPrefix("cannot use \(settings.keys.first ?? "")") == true)
  }

  @Test func `is not called without TLS, but on this machine, and its redirects lead nowhere`() throws {
    let settings = ["ANTHROPIC_API_KEY": "k", "ANTHROPIC_API_URL": "http://anthropic.example"]
    let error = #expect(throws: AskingError.self) {
      _ = try Anthropic { settings[$0] }.ask(about: Sample.findings, at: moment)
    }
    #expect(error?.outcome == .configuration)
    try withServer(["/v1/messages": .redirect(307, to: "/elsewhere")]) { server in
      #expect(throws: AskingError.self) { _ = try ask(server) }
      #expect(server.paths == ["/v1/messages"])
    }
  }
}
