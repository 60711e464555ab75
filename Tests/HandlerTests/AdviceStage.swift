// A database with a crawl to give advice about, the role that may, and who answers as Anthropic does.

import Fixtures
import JSONText
import Postgres
import Processes

/// What a test of recommend-handler needs.
struct AdviceStage {
  /// The database as the handler reaches it.
  let url: String
  let owner: Connection
  let server: LoopbackServer

  /// The crawl.
  var job: String { NoticeStage.job(1) }

  /// Runs `body` over fresh tables with one completed crawl.
  static func run(
    answering answer: @escaping @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer,
    _ body: (AdviceStage) throws -> Void
  ) throws {
    try NoticeStage.run { notices in
      let roles = try contents(of: projectFile("infra/postgres/roles.sql"))
      try notices.connection.execute(script: String(decoding: roles, as: UTF8.self))
      try notices.insert(job: 1, site: 1, at: "2026-11-25T10:00:00Z")
      let owned = notices.variables["DATABASE_URL"] ?? ""
      let url = "postgresql://devseo_recommend@" + owned.split(separator: "@", maxSplits: 1)[1]
      try withServer(answering: answer) { server in
        let stage = AdviceStage(url: url, owner: notices.connection, server: server)
        try stage.set("summary = '\(summary)'")
        try body(stage)
      }
    }
  }

  /// What the crawl has found.
  private static let summary: JSON = [
    "score": ["overall": 71], "stats": ["pages": 40],
    "issues": [
      [
        "id": "title-missing", "severity": "error", "title": "Page has no title", "fix": "Write a title.",
        "affected": 3, "population": 30, "gain": 4.25,
        "pages": [["url": "https://example.com/about?session=s3cret", "evidence": "no title element"]],
      ]
    ],
  ]

  /// The handler, as a dispatcher would start it; a variable that is empty is not set.
  func program(_ variables: [String: String] = [:], _ arguments: [String] = [], job: String? = nil) -> Program
  {
    var program = Program(builtProduct("recommend-handler"))
    program.input = .bytes(JSON.object(["crawl_job_id": .string(job ?? self.job)]).bytes())
    program.arguments = arguments
    program.environment = [
      "DATABASE_URL": url, "ANTHROPIC_API_KEY": AnthropicPeer.key, "ANTHROPIC_API_URL": server.url(""),
      "TASK_ATTEMPT": "1", "TASK_MAX_ATTEMPTS": "4",
    ].merging(variables) { $1 }.filter { !$0.value.isEmpty }
    program.events = .captured
    return program
  }

  /// Runs it.
  func run(
    _ variables: [String: String] = [:], _ arguments: [String] = [], job: String? = nil
  ) throws -> Ended {
    try withProgram(program(variables, arguments, job: job)) { try $0.ended() }
  }

  /// Changes the job's row.
  func set(_ assignments: String) throws { try owner.execute("update crawl_jobs set \(assignments)") }

  /// What is kept with the job.
  var kept: JSON {
    get throws {
      try owner.execute("select recommendations from crawl_jobs where recommendations is not null")[0]
        .read("recommendations")
    }
  }

  /// Whether nothing is kept.
  var isEmpty: Bool {
    get throws { try owner.execute("select from crawl_jobs where recommendations is not null").isEmpty }
  }
}
