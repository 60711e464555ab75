// The account at Anthropic, by the operator's settings, and one question to it.

public import JSONText
internal import Runtime
internal import Transfer
internal import WebURL

/// Who is asked, and how much it may cost.
public struct Anthropic: Sendable {
  /// The version of the API that is spoken (https://platform.claude.com/docs/en/api/versioning); the next one,
  /// 2026-10-21, takes nothing away that is used here.
  static let version = "2023-06-01"
  /// The default model: it does what is asked here, and is the cheapest of its generation.
  public static let defaultModel = "claude-haiku-5-5"
  /// The default bounds.
  public static let (defaultTimeoutSeconds, defaultMaxTokens) = (60.0, 4_096)

  /// The model.
  public let model: String
  /// How long an answer is waited for, in seconds.
  public let timeoutSeconds: Double
  /// How many tokens an answer may have.
  public let maxTokens: Int
  private let key: String?
  private let url: URL

  /// Reads the settings: `ANTHROPIC_API_KEY`, `ANTHROPIC_API_URL`, `ANTHROPIC_MODEL`, `ANTHROPIC_TIMEOUT_S`,
  /// `ANTHROPIC_MAX_TOKENS`.
  ///
  /// - Parameter setting: Gives a setting by its name.
  /// - Throws: ``AskingError`` of outcome `configuration`. A missing key is none yet: nothing has been asked.
  public init(_ setting: (String) -> String?) throws(AskingError) {
    key = setting("ANTHROPIC_API_KEY")
    guard key?.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) ?? true else {
      throw Self.unusable("ANTHROPIC_API_KEY", "it holds characters that no key has")
    }
    guard let base = URL(setting("ANTHROPIC_API_URL") ?? "https://api.anthropic.com"), base.isWeb,
      base.username.isEmpty, let url = URL("/v1/messages", base: base)
    else { throw Self.unusable("ANTHROPIC_API_URL", "it is no http or https URL") }
    self.url = url
    model = setting("ANTHROPIC_MODEL") ?? Self.defaultModel
    guard model.utf8.count <= 256, model.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Self.unusable("ANTHROPIC_MODEL", "it is no name of a model")
    }
    let seconds = setting("ANTHROPIC_TIMEOUT_S")
    guard let timeout = seconds.map({ Double($0) }) ?? Self.defaultTimeoutSeconds,
      (0.1...100).contains(timeout)
    else {
      throw Self.unusable("ANTHROPIC_TIMEOUT_S", "\(seconds?.madeSafe ?? "") is not within 0.1...100 seconds")
    }
    timeoutSeconds = timeout
    let tokens = setting("ANTHROPIC_MAX_TOKENS")
    guard let most = tokens.map({ Int($0) }) ?? Self.defaultMaxTokens, (256...64_000).contains(most) else {
      throw Self.unusable(
        "ANTHROPIC_MAX_TOKENS", "\(tokens?.madeSafe ?? "") is not within 256...64000 tokens")
    }
    maxTokens = most
  }

  private static func unusable(_ name: String, _ reason: String) -> AskingError {
    AskingError(.configuration, "cannot use \(name): \(reason)")
  }

  /// What would be sent.
  public func request(about findings: Findings) -> JSON {
    Question(findings: findings).body(model: model, maxTokens: maxTokens, .forced)
  }

  /// Asks for recommendations.
  ///
  /// A model that says it cannot be forced to answer in a form is asked a second time without force; such a refusal costs
  /// nothing.
  ///
  /// - Parameters:
  ///   - findings: What is known about the site.
  ///   - time: Now, in seconds since 1970.
  ///   - isOver: Asked several times a second; once it says true there is no more waiting.
  /// - Returns: What the answer has come to.
  /// - Throws: ``AskingError``.
  public func ask(
    about findings: Findings, at time: Double, isOver: () -> Bool = { false }
  ) throws(AskingError) -> Recommendations {
    guard let key else {
      throw AskingError(.configuration, "cannot ask for recommendations: ANTHROPIC_API_KEY is not set")
    }
    let question = Question(findings: findings)
    func answer(_ manner: Question.Manner) throws(AskingError) -> MessagesAnswer {
      let body = question.body(model: model, maxTokens: maxTokens, manner)
      let result = try send(body.bytes(), key, isOver)
      return MessagesAnswer(result, from: self, key: key, at: time)
    }
    let first = try answer(.forced)
    guard first.refusesForce else { return try first.recommendations(about: findings) }
    return try answer(.asked).recommendations(about: findings)
  }

  private func send(
    _ body: [UInt8], _ key: String, _ isOver: () -> Bool
  ) throws(AskingError) -> Result<Response, TransferError> {
    var request = Request(
      url, method: .post,
      headers: [
        ("x-api-key", key), ("anthropic-version", Self.version), ("content-type", "application/json"),
      ],
      body: body)
    request.limits.total = .seconds(timeoutSeconds)
    request.limits.connect = min(request.limits.connect, request.limits.total)
    request.limits.decodedBytes = 1 << 20
    // It says nothing while it writes.
    request.limits.lowSpeedTime = .zero
    let transfers = Transfers(profile: .configured, userAgent: "devseo-tasks")
    do throws(TransferError) {
      try transfers.start(request, id: 1)
    } catch {
      return .failure(error)
    }
    while true {
      if let end = transfers.wait(upTo: .milliseconds(200)).first { return end.result }
      guard !isOver() else {
        transfers.cancelAll()
        throw AskingError(.stopped, "cannot wait for recommendations: asked to stop")
      }
    }
  }
}
