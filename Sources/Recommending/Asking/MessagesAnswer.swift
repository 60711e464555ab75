// What an answer of the Messages API means: https://platform.claude.com/docs/en/api/errors and .../handling-stop-reasons

internal import JSONText
internal import Runtime
internal import Transfer

/// An answer, or the lack of one.
struct MessagesAnswer {
  private let result: Result<Response, TransferError>
  private let account: Anthropic
  private let key: String
  private let time: Double

  init(_ result: Result<Response, TransferError>, from account: Anthropic, key: String, at time: Double) {
    (self.result, self.account, self.key, self.time) = (result, account, key, time)
  }

  /// Whether the model cannot be made to call a tool, or to answer without thinking first.
  var refusesForce: Bool {
    guard case .success(let response) = result, response.status == 400 else { return false }
    let said = words(response)
    return said.contains("tool_choice") || said.contains("thinking")
  }

  /// The recommendations of an answer.
  func recommendations(about findings: Findings) throws(AskingError) -> Recommendations {
    switch result {
    case .failure(let error): throw failure(error)
    case .success(let response):
      guard response.status == 200 else { throw refusal(response) }
      guard !response.isTruncated, let message = try? JSON(parsing: response.body) else {
        throw malformed("it is no JSON, or more than a megabyte")
      }
      return try recommendations(in: message, findings)
    }
  }

  // MARK: - A message

  private func recommendations(in message: JSON, _ findings: Findings) throws(AskingError) -> Recommendations
  {
    guard message["type"] == "message", let blocks = message["content"]?.array else {
      throw malformed("it is no message")
    }
    let end = message["stop_reason"]?.string ?? "nothing"
    switch end {
    case "refusal":
      throw AskingError(
        .permanent("RecommendationsRefused"),
        "cannot get recommendations: \(account.model) refuses to give any")
    case "max_tokens", "model_context_window_exceeded":
      throw AskingError(
        .permanent("RecommendationsCut"),
        "cannot use the recommendations: they end at \(end); ANTHROPIC_MAX_TOKENS allows \(account.maxTokens)"
      )
    case "tool_use", "end_turn": break
    default: throw malformed("it stopped for \(end.madeSafe.clipped(toBytes: 64))")
    }
    // Beside the call there may be thoughts and remarks, which nobody asked for.
    let calls = blocks.filter { $0["type"] == "tool_use" }
    guard calls.count == 1, calls[0]["name"] == .string(Question.tool), let input = calls[0]["input"] else {
      throw malformed("it has \(calls.count) calls in place of one of \(Question.tool)")
    }
    var recommendations: Recommendations
    do throws(MalformedAnswer) {
      recommendations = try Recommendations(checking: input, of: findings)
    } catch {
      throw malformed("\(error)")
    }
    recommendations.model = (message["model"]?.string ?? account.model).asData(bytes: 100)
    recommendations.messageID = message["id"]?.string?.asData(bytes: 100)
    recommendations.inputTokens = message["usage"]?["input_tokens"]?.integer
    recommendations.outputTokens = message["usage"]?["output_tokens"]?.integer
    return recommendations
  }

  private func malformed(_ reason: String) -> AskingError {
    AskingError(.malformed, "cannot use the answer of \(account.model): \(quoted(reason))")
  }

  // MARK: - No message

  private func refusal(_ response: Response) -> AskingError {
    let said = words(response)
    let reason = "Anthropic answers \(response.status)" + (said.isEmpty ? "" : ": \(said)")
    switch response.status {
    case 429, 529:
      return AskingError(
        .later(afterSeconds: pause(response)), "cannot ask for recommendations now: \(reason)")
    case 408, 409, 500...:
      return AskingError(.unknown, "cannot tell whether there was an answer: \(reason)")
    case 401, 402, 403, 404, 405, 300..<400:
      return AskingError(.configuration, "cannot ask for recommendations: \(reason)")
    default:
      return AskingError(.permanent("RecommendationsFailed"), "cannot ask for recommendations: \(reason)")
    }
  }

  /// What the API says of an error: its type, its words, and the id by which its people find the request.
  private func words(_ response: Response) -> String {
    let body = try? JSON(parsing: response.body)
    let parts = [body?["error"]?["type"]?.string, body?["error"]?["message"]?.string].compactMap(\.self)
    let id = (response.headers["request-id"] ?? body?["request_id"]?.string).map { " (\($0))" } ?? ""
    return parts.isEmpty ? "" : quoted(parts.joined(separator: ": ") + id)
  }

  private func pause(_ response: Response) -> Double? {
    response.retryAfter(by: time).map { Double(min($0.components.seconds, 3_600)) }
  }

  private func failure(_ error: TransferError) -> AskingError {
    let reason = quoted("\(error.target): \(error.detail)")
    switch error.code {
    case .invalidRequest, .tls, .refusedByPolicy:
      return AskingError(.configuration, "cannot reach Anthropic at \(reason)")
    case .dns, .connectFailed, .connectRefused, .connectTimedOut:
      return AskingError(.later(afterSeconds: nil), "cannot reach Anthropic at \(reason)")
    default:
      return AskingError(.unknown, "cannot tell whether there was an answer: none came from \(reason)")
    }
  }

  /// Another's words, fit for a log: without the key and without controls.
  private func quoted(_ text: String) -> String {
    text.replacing(key, with: "***").asData(bytes: 500)
  }
}
