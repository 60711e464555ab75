// Asks a language model what the owner of a site should do first: from the id of a crawl to advice in the job's row.

import HandlerKit
import JSONText
import Logging
import Messages
import Recommending
import Runtime
import Store

@main struct Recommend: Handler {
  static let usage = Usage(
    name: "recommend-handler", about: "Gets recommendations about a crawl from a language model.",
    parameters: [
      Parameter(
        "crawl_job_id", .text, about: "The job, completed.", example: "00000000-0000-4000-8000-000000000001")
    ],
    options: [
      Option("--request", about: "Prints what would be sent, and sends nothing; needs no key.")
    ],
    notes: [
      "Environment:",
      "  DATABASE_URL          the service's database, where the findings are and the recommendations go",
      "  ANTHROPIC_API_KEY     a key of Anthropic's API",
      "  ANTHROPIC_MODEL       the model (default \(Anthropic.defaultModel))",
      "  ANTHROPIC_API_URL     the API's address (default https://api.anthropic.com)",
      "  ANTHROPIC_TIMEOUT_S   how long an answer is waited for, 100 at most (default 60)",
      "  ANTHROPIC_MAX_TOKENS  how many tokens an answer may have and cost (default \(Anthropic.defaultMaxTokens))",
      "",
      "docs/recommendations.md tells what is sent, what is kept, and what it costs.",
    ])

  struct Message: Decodable {
    var crawl_job_id: String
  }

  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON {
    let job = message.crawl_job_id.clipped(toBytes: 64)
    switch try claim(message.crawl_job_id) {
    case .turn(let turn): return try advise(turn, invocation)
    case .stored(let recommendations):
      return ["crawl_job_id": .string(job), "status": "already stored", "recommendations": recommendations]
    case .unfinished(let status):
      return ["crawl_job_id": .string(job), "status": "skipped", "reason": .string("the job is \(status)")]
    case .busy:
      throw .later(
        "cannot ask about job \(job): another run is asking", after: 60, isCharged: false, isCounted: false)
    case .absent: throw .message("cannot ask about job \(job): there is no such job")
    case .malformed: throw .message("cannot ask about job \(job): it is no key of a job")
    }
  }

  private func claim(_ job: String) throws(Failure) -> RecommendationClaim {
    guard let url = Environment.value(of: "DATABASE_URL") else {
      throw .configuration("cannot reach the database: DATABASE_URL is not set")
    }
    do throws(StoreError) {
      return try Database(url: url, program: Self.usage.name).claimRecommendations(ofJob: job)
    } catch {
      throw Failure(error)
    }
  }

  private func advise(_ turn: RecommendationTurn, _ invocation: Invocation) throws(Failure) -> JSON {
    let findings = Findings(summary: turn.summary, domain: turn.domain)
    guard !findings.isEmpty else {
      return ["crawl_job_id": .string(turn.jobID), "status": "skipped", "reason": "nothing was found"]
    }
    let recommendations: Recommendations
    do throws(AskingError) {
      let anthropic = try Anthropic(Environment.value)
      guard !invocation.has("--request") else { return anthropic.request(about: findings) }
      recommendations = try anthropic.ask(about: findings, at: Invocation.now) { invocation.stop != nil }
    } catch {
      throw Failure(error, invocation.stop)
    }
    invocation.log.info(
      "recommendations given",
      metadata: [
        "model": "\(recommendations.model)", "count": "\(recommendations.count)",
        "input_tokens": "\(recommendations.inputTokens ?? 0)",
        "output_tokens": "\(recommendations.outputTokens ?? 0)",
      ])
    let kept: JSON?
    do throws(StoreError) {
      kept = try turn.keep(recommendations.json(at: Invocation.now)) { invocation.stop != nil }
    } catch {
      throw Failure(error)
    }
    guard let kept else {
      throw .later("cannot keep the recommendations: job \(turn.jobID) is crawled anew", after: 60)
    }
    return ["crawl_job_id": .string(turn.jobID), "status": "stored", "recommendations": kept]
  }
}

extension Failure {
  /// The end of a run without an answer that can be used.
  init(_ error: AskingError, _ stop: Invocation.Stop?) {
    self =
      switch error.outcome {
      case .permanent(let type): .permanent("\(error)", type: type)
      // Who is told to wait has paid nothing.
      case .later(let seconds): .later("\(error)", after: seconds ?? 60, isCharged: false)
      case .unknown: .later("\(error)")
      case .malformed: .failed("\(error)", type: "RecommendationsMalformed")
      case .configuration: .configuration("\(error)")
      case .stopped where stop == .softLimit: .softTimeLimit("\(error)")
      case .stopped: .later("\(error)", isCharged: false)
      }
  }

  /// An error of the database; one that is away is nobody's fault.
  init(_ error: StoreError) {
    self =
      switch error {
      case .unavailable: .later("\(error)", after: 60, isCharged: false)
      case .misconfigured: .configuration("\(error)")
      case .failed: .failed("\(error)", type: "DatabaseError")
      }
  }
}
