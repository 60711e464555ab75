// recommend-handler: from the id of a crawl to advice in its row, under a role that may do just that.

import Fixtures
import Glibc
import JSONText
import Postgres
import Processes
import Testing

@Suite struct `recommend-handler` {
  @Test func `asks once, and keeps what is answered`() throws {
    try AdviceStage.run(answering: AnthropicPeer.answer) { stage in
      let ended = try stage.run()
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      let result = try ended.result
      #expect(result["status"] == "stored" && result["crawl_job_id"] == .string(stage.job))
      let kept = try stage.kept
      #expect(kept == result["recommendations"] && kept["schema"] == "devseo.recommendations/1")
      #expect(kept["recommendations"]?[0]?["issues"] == ["title-missing"])
      #expect(kept["usage"] == ["input_tokens": 1234, "output_tokens": 321])
      #expect(try ended.events.isEmpty)

      // Delivered again: nobody is asked, also without a key.
      let again = try stage.run(["ANTHROPIC_API_KEY": ""])
      #expect(try again.result["status"] == "already stored" && again.result["recommendations"] == kept)
      #expect(stage.server.requests.count == 1)
      for text in [ended.errorText, ended.outputText, again.errorText] { #expect(!text.contains("sk-ant")) }
    }
  }

  @Test func `asks again when an API has written JSON's null into the column`() throws {
    try AdviceStage.run(answering: AnthropicPeer.answer) { stage in
      try stage.set("recommendations = 'null'")
      #expect(try stage.run().result["status"] == "stored")
      #expect(try stage.kept["author"] == "ai")
    }
  }

  @Test func `shows what it would send, without a key`() throws {
    try AdviceStage.run(answering: AnthropicPeer.answer) { stage in
      let ended = try stage.run(["ANTHROPIC_API_KEY": ""], ["--request"])
      #expect(try ended.result["tool_choice"]?["name"] == "give_recommendations")
      let text = try ended.result["messages"]?[0]?["content"]?[0]?["text"]?.string ?? ""
      #expect(text.contains("/about?…") && !text.contains("s3cret"))
      #expect(stage.server.requests.isEmpty)
    }
  }

  @Test(arguments: [false, true]) func `says that it has no key`(isDispatched: Bool) throws {
    try AdviceStage.run(answering: AnthropicPeer.answer) { stage in
      let ended = try stage.run(["ANTHROPIC_API_KEY": "", "TASK_ID": isDispatched ? "task-1" : ""])
      #expect(ended.status == .exited(78))
      try ended.expectOneSentence(
        "cannot ask for recommendations: ANTHROPIC_API_KEY is not set", type: "ConfigurationError")
    }
  }

  @Test func `leaves crawls alone that have found nothing, or are not completed`() throws {
    try AdviceStage.run(answering: AnthropicPeer.answer) { stage in
      try stage.set("summary = '{\"issues\": []}'")
      #expect(try stage.run().result["reason"] == "nothing was found")
      for status in ["pending", "running", "failed", "cancelled"] {
        try stage.set("status = '\(status)'")
        let result = try stage.run().result
        #expect(result["status"] == "skipped" && result["reason"] == .string("the job is \(status)"))
      }
      for (id, reason) in [("abc", "it is no key of a job"), (NoticeStage.job(9), "there is no such job")] {
        let ended = try stage.run(job: id)
        #expect(ended.status == .exited(65))
        try ended.expectOneSentence("cannot ask about job \(id): \(reason)", type: "ValueError")
      }
      #expect(stage.server.requests.isEmpty)
    }
  }

  /// An answer of the API, and what the dispatcher is told.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let answer: LoopbackServer.Answer
    let status: Int32
    let event: JSON
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "429",
      answer: AnthropicPeer.error(429, "rate_limit_error", "slow", headers: [("retry-after", "17")]),
      status: 75, event: ["retry": ["after_s": 17.0, "charged": false]]),
    Case(
      name: "529", answer: AnthropicPeer.error(529, "overloaded_error", "Overloaded"), status: 75,
      event: ["retry": ["after_s": 60.0, "charged": false]]),
    Case(
      name: "500", answer: AnthropicPeer.error(500, "api_error", "oops"), status: 75,
      event: ["retry": ["charged": true]]),
    Case(name: "silence", answer: .silence, status: 75, event: ["retry": ["charged": true]]),
    Case(name: "reset", answer: .raw { $0.reset() }, status: 75, event: ["retry": ["charged": true]]),
    Case(
      name: "401", answer: AnthropicPeer.error(401, "authentication_error", "invalid x-api-key"), status: 78,
      event: ["failure": ["type": "ConfigurationError"]]),
    Case(
      name: "400", answer: AnthropicPeer.error(400, "invalid_request_error", "max_tokens: too many"),
      status: 65,
      event: ["failure": ["type": "RecommendationsFailed"]]),
    Case(
      name: "malformed", answer: AnthropicPeer.message(calling: "give_recommendations", with: [:]), status: 1,
      event: ["failure": ["type": "RecommendationsMalformed"]]),
    Case(
      name: "text", answer: AnthropicPeer.message([["type": "text", "text": "{}"]], stop: "end_turn"),
      status: 1,
      event: ["failure": ["type": "RecommendationsMalformed"]]),
    Case(
      name: "max_tokens",
      answer: AnthropicPeer.message(calling: "give_recommendations", with: [:], stop: "max_tokens"),
      status: 65, event: ["failure": ["type": "RecommendationsCut"]]),
    Case(
      name: "refusal", answer: AnthropicPeer.message([], stop: "refusal"), status: 65,
      event: ["failure": ["type": "RecommendationsRefused"]]),
  ]

  @Test(arguments: cases) func `ends as the API's answer has it`(what: Case) throws {
    try AdviceStage.run(answering: { _ in what.answer }) { stage in
      let ended = try stage.run(["TASK_ID": "task-1", "ANTHROPIC_TIMEOUT_S": "1"])
      #expect(ended.status == .exited(what.status), "\(ended.errorText)")
      #expect(ended.output.isEmpty)
      let event = try #require(try ended.events.last)
      for (name, members) in what.event.object ?? [:] {
        for (member, value) in members.object ?? [:] {
          // Charged is what a retry is, unless it says otherwise.
          let said = event[name]?[member] ?? (member == "charged" ? true : .null)
          #expect(said == value || said.double == value.double, "\(event)")
        }
      }
      #expect(try stage.isEmpty)
    }
  }

  @Test func `puts things back when it is told to stop`() throws {
    try AdviceStage.run(answering: { _ in .silence }) { stage in
      let ended = try withProgram(stage.program(["TASK_SOFT_DEADLINE": "\(time(nil) + 600)"])) { running in
        try running.wait(for: "the question") { !stage.server.requests.isEmpty }
        running.send(signal: SIGTERM)
        return try running.ended()
      }
      #expect(ended.status == .exited(75))
      #expect(try ended.events.last?["retry"]?["charged"] == false)
    }
  }

  /// Runs `body` while the API thinks about a first question.
  private func whileAsking(_ body: (AdviceStage) throws -> Void) throws -> (Ended, kept: JSON?, asked: Int) {
    let gate = Flag()
    var outcome: (Ended, kept: JSON?, asked: Int)?
    try AdviceStage.run(answering: { request in
      while !gate.isSet { usleep(5_000) }
      return AnthropicPeer.answer(request)
    }) { stage in
      defer { gate.set(true) }
      let ended = try withProgram(stage.program()) { running in
        try running.wait(for: "the question") { !stage.server.requests.isEmpty }
        try body(stage)
        gate.set(true)
        return try running.ended()
      }
      outcome = (ended, try stage.isEmpty ? JSON?.none : stage.kept, stage.server.requests.count)
    }
    return try #require(outcome)
  }

  @Test func `is not asked twice by two runs at a time`() throws {
    let first = try whileAsking { stage in
      let other = try stage.run()
      #expect(other.status == .exited(75))
      #expect(try other.events.last?["retry"]?["counted"] == false)
    }
    #expect(try first.0.result["status"] == "stored" && first.asked == 1)
  }

  @Test func `keeps an answer that came while the database was away`() throws {
    let end = try whileAsking { stage in
      let lost = try stage.owner.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'devseo_recommend' and datname = current_database()"
      )
      #expect(lost.count == 1)
    }
    #expect(try end.0.result["status"] == "stored", "\(end.0.errorText)")
    #expect(end.kept?["author"] == "ai")
  }

  @Test func `writes nothing about a crawl that is no longer the same`() throws {
    let end = try whileAsking { try $0.set("fence = fence + 1") }
    #expect(end.0.status == .exited(75) && end.0.errorText.contains("is crawled anew"))
    #expect(end.kept == nil)
  }

  @Test func `returns what another run has kept meanwhile`() throws {
    let end = try whileAsking { try $0.set("recommendations = '{\"author\": \"another\"}'") }
    #expect(try end.0.result["recommendations"] == ["author": "another"] && end.kept == ["author": "another"])
  }

  @Test func `may read and write no more than it needs`() throws {
    try AdviceStage.run(answering: AnthropicPeer.answer) { stage in
      let connection = try Connection(to: DatabaseAddress(parsing: stage.url))
      for statement in [
        "select * from users", "select email from users", "select * from pages",
        "select user_id from websites",
        "update crawl_jobs set status = 'failed'", "update crawl_jobs set summary = '{}'",
        "delete from crawl_jobs",
        "insert into crawl_jobs (website_id) select website_id from crawl_jobs", "select * from email_log",
        "create temporary table t (i int)", "create table t (i int)",
      ] {
        let error = #expect(throws: PostgresError.self) { try connection.execute(statement) }
        #expect(error?.state?.rawValue == "42501", "\(statement)")
      }
    }
  }
}
