// Who answers as Anthropic's Messages API does: each request is held to the published form before it is answered. What
// it holds them to is itself held to Anthropic's own client library by Tests/RecommendingTests/anthropic/check.py.

public import JSONText

/// A look-alike of the Messages API.
public enum AnthropicPeer {
  /// The key that it takes.
  public static let key = "sk-ant-api03-test_key-0123456789"

  /// The answer to a request: recommendations made of what its tool's schema allows, or what Anthropic says to one of
  /// another form.
  public static func answer(_ request: LoopbackServer.Received) -> LoopbackServer.Answer {
    if let refusal = refusal(of: request) { return refusal }
    let body = (try? JSON(parsing: request.body)) ?? .null
    let list = body["tools"]?[0]?["input_schema"]?["properties"]?["recommendations"]
    return message(calling: "give_recommendations", with: advice(list?["items"]?["properties"] ?? .null))
  }

  /// What Anthropic refuses a request with; nil: it has the published form.
  public static func refusal(of request: LoopbackServer.Received) -> LoopbackServer.Answer? {
    guard request.path == "/v1/messages" else { return error(404, "not_found_error", "Not found") }
    guard request.method == "POST" else { return error(405, "invalid_request_error", "Method Not Allowed") }
    guard request["x-api-key"] == key else { return error(401, "authentication_error", "invalid x-api-key") }
    guard request["anthropic-version"] == "2023-06-01" else {
      return error(400, "invalid_request_error", "anthropic-version: header is required")
    }
    guard request["content-type"] == "application/json" else {
      return error(400, "invalid_request_error", "content-type must be application/json")
    }
    guard request.body.count <= 32 << 20 else {
      return error(413, "request_too_large", "Request exceeds the maximum size")
    }
    guard let body = try? JSON(parsing: request.body) else {
      return error(400, "invalid_request_error", "The request body is not valid JSON")
    }
    return fault(of: body).map { error(400, "invalid_request_error", $0) }
  }

  /// An error in Anthropic's form.
  public static func error(
    _ status: Int, _ type: String, _ message: String, headers: [(String, String)] = []
  ) -> LoopbackServer.Answer {
    let body: JSON = [
      "type": "error", "error": ["type": .string(type), "message": .string(message)],
      "request_id": "req_011CTest",
    ]
    return .response(
      status: status,
      headers: [("content-type", "application/json"), ("request-id", "req_011CTest")] + headers,
      body: body.bytes())
  }

  /// A message that calls a tool.
  public static func message(
    calling tool: String, with input: JSON, stop: String = "tool_use", before blocks: [JSON] = []
  ) -> LoopbackServer.Answer {
    message(
      blocks + [["type": "tool_use", "id": "toolu_01Test", "name": .string(tool), "input": input]], stop: stop
    )
  }

  /// A message of any content.
  public static func message(_ content: [JSON], stop: String) -> LoopbackServer.Answer {
    let body: JSON = [
      "id": "msg_01Test", "type": "message", "role": "assistant", "model": "claude-haiku-5-5",
      "content": .array(content), "stop_reason": .string(stop), "stop_sequence": .null,
      "usage": ["input_tokens": 1234, "output_tokens": 321],
    ]
    return .response(
      status: 200, headers: [("content-type", "application/json"), ("request-id", "req_011CTest")],
      body: body.bytes())
  }

  // MARK: - What is right

  /// One recommendation about the first issue and the first page that the schema names.
  private static func advice(_ properties: JSON) -> JSON {
    let issue = properties["issues"]?["items"]?["enum"]?[0] ?? .null
    return [
      "recommendations": [
        [
          "title": "Give every page a title",
          "text": "Pages without a title cannot be found. Write one for each.",
          "issues": [issue], "pages": [1], "effort": "small",
        ]
      ]
    ]
  }

  /// The first member that is not as published.
  private static func fault(of body: JSON) -> String? {
    let known: Set = [
      "model", "max_tokens", "messages", "system", "tools", "tool_choice", "thinking", "metadata",
      "stop_sequences",
      "stream", "temperature", "top_k", "top_p", "service_tier", "container", "inference_geo",
      "output_config",
      "cache_control",
    ]
    guard let members = body.object else { return "Input should be an object" }
    if let odd = members.keys.sorted().first(where: { !known.contains($0) }) {
      return "\(odd): Extra inputs are not permitted"
    }
    guard let model = body["model"]?.string, !model.isEmpty else { return "model: Field required" }
    guard let tokens = body["max_tokens"]?.integer, tokens >= 1 else { return "max_tokens: Field required" }
    guard let messages = body["messages"]?.array, messages.first?["role"] == "user" else {
      return "messages: first message must use the \"user\" role"
    }
    for (position, message) in messages.enumerated() {
      guard let blocks = message["content"]?.array, !blocks.isEmpty,
        blocks.allSatisfy({
          $0["type"] == "text" && $0["text"]?.string?.isEmpty == false && $0.object?.count == 2
        }),
        message.object?.count == 2
      else { return "messages.\(position).content: Input should be text blocks that are not empty" }
    }
    if let system = members["system"], system.string?.isEmpty != false {
      return "system: Input should be a string"
    }
    return faultOfTools(body, model)
  }

  private static func faultOfTools(_ body: JSON, _ model: String) -> String? {
    var names: [String] = []
    for (position, tool) in (body["tools"]?.array ?? []).enumerated() {
      guard let name = tool["name"]?.string, (1...64).contains(name.utf8.count),
        name.utf8.allSatisfy({
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-".utf8.contains($0)
        })
      else { return "tools.\(position).custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'" }
      guard tool["input_schema"]?["type"] == "object" else {
        return "tools.\(position).custom.input_schema.type: Input should be 'object'"
      }
      names.append(name)
    }
    guard let choice = body["tool_choice"] else { return nil }
    let isForced = ["any", "tool"].contains(choice["type"]?.string)
    switch choice["type"]?.string {
    case "auto", "any", "none": break
    case "tool":
      guard let name = choice["name"]?.string, names.contains(name) else {
        return "tool_choice: Tool '\(choice["name"]?.string ?? "")' not found in provided tools"
      }
    default: return "tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'"
    }
    return faultOfForce(body["thinking"], isForced, model)
  }

  /// What some models do not do: think while they are forced, be forced at all, or not think.
  private static func faultOfForce(_ thinking: JSON?, _ isForced: Bool, _ model: String) -> String? {
    let alwaysThink = ["claude-opus-5-5", "claude-sonnet-5-5"].contains(model)
    let isOff = thinking?["type"] == "disabled"
    if alwaysThink, isOff { return "\"thinking.type.disabled\" is not supported for this model." }
    if alwaysThink, isForced { return "tool_choice: forced tool use is not supported for this model." }
    if isForced, !isOff { return "Thinking may not be enabled when tool_choice forces tool use." }
    return nil
  }
}
