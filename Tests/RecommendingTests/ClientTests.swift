// Our requests, and the look-alike that takes them, against Anthropic's own client library: what it sends is what we send,
// and what it reads in the look-alike's answers is what we read.

import Fixtures
import JSONText
import Processes
import Testing

@testable import Recommending

@Suite struct `Anthropic's own client` {
  /// What it makes of the answer to a body.
  private func send(_ body: JSON, to server: LoopbackServer, key: String = AnthropicPeer.key) throws -> JSON {
    let ended = try runProgram(
      projectFile("build/anthropic-venv/bin/python"),
      arguments: [projectFile("Tests/RecommendingTests/anthropic/check.py"), server.url(""), key],
      input: body.bytes(), environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    try #require(ended.status == .exited(0), "\(ended.errorText)")
    return try ended.result
  }

  @Test(arguments: ["claude-haiku-5-5", "claude-opus-5-5"])
  func `sends what we send, and reads what we read`(model: String) throws {
    try withServer(answering: AnthropicPeer.answer) { server in
      let settings = [
        "ANTHROPIC_API_KEY": AnthropicPeer.key, "ANTHROPIC_API_URL": server.url(""), "ANTHROPIC_MODEL": model,
      ]
      let ours = try Anthropic { settings[$0] }.ask(about: Sample.findings, at: 0)
      for request in server.requests {
        let before = server.requests.count
        let read = try send(JSON(parsing: request.body), to: server)
        let theirs = try #require(server.requests.dropFirst(before).first)
        #expect(theirs.path == request.path && theirs.method == request.method)
        #expect(try JSON(parsing: theirs.body) == JSON(parsing: request.body))
        for name in ["x-api-key", "anthropic-version", "content-type"] {
          #expect(theirs[name] == request[name] && request[name] != nil)
        }
        guard read["error"] == nil else {
          #expect(model == "claude-opus-5-5" && read["error"] == "BadRequestError")
          continue
        }
        #expect(read["stop_reason"] == "tool_use" && read["usage"] == JSON(ours.outputTokens))
        #expect(read["content"]?[0]?["name"] == "give_recommendations")
        let input = try #require(read["content"]?[0]?["input"])
        #expect(try Recommendations(checking: input, of: Sample.findings).list == ours.list)
      }
    }
  }

  @Test func `knows the errors`() throws {
    let cases = [
      (401, "authentication_error", "AuthenticationError"),
      (403, "permission_error", "PermissionDeniedError"),
      (404, "not_found_error", "NotFoundError"), (429, "rate_limit_error", "RateLimitError"),
      (529, "overloaded_error", "OverloadedError"), (500, "api_error", "InternalServerError"),
    ]
    let body = Question(findings: Sample.findings).body(model: "m", maxTokens: 300, .forced)
    for (status, type, name) in cases {
      try withServer(answering: { _ in AnthropicPeer.error(status, type, "x") }) { server in
        let read = try send(body, to: server)
        #expect(read["error"]?.string == name && read["status"] == .integer(status), "\(read)")
        #expect(read["type"]?.string == type && read["request_id"] == "req_011CTest")
      }
    }
  }
}
