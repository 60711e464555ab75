// What a crawl asks for beside the mail that tells of its end.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `crawl-handler with CRAWL_RECOMMEND` {
  private static let mail = "app.tasks.email_tasks.send_crawl_complete_notification"
  private static let advice = "app.tasks.crawl_tasks.generate_recommendations"

  /// The follow-ups of a crawl, by task and occasion.
  private func followUps(_ setting: String?, _ rows: Rows, _ server: LoopbackServer, runs: Int = 1) throws
    -> [[String]]
  {
    let job = try rows.job()
    return try (0..<runs).map { run in
      var program = rows.program(job, server, fence: run + 1)
      program.environment["CRAWL_RECOMMEND"] = setting
      let ended = try withProgram(program) { try $0.ended() }
      try #require(ended.status == .exited(0), "\(ended.errorText)")
      return try ended.events.compactMap { event in
        guard let followUp = event["enqueue"] else { return nil }
        #expect(followUp["kwargs"] == ["crawl_job_id": .string(job)])
        return "\(followUp["task"]?.string ?? "") \(followUp["on"]?.string ?? "")"
      }
    }
  }

  private static let site: [String: LoopbackServer.Answer] = ["/robots.txt": .status(404), "/": .page("a")]

  @Test func `asks for recommendations beside its mail, and again when it is delivered again`() throws {
    try Rows.with { rows in
      try withServer(Self.site) { server in
        let asked = try followUps("1", rows, server, runs: 2)
        #expect(
          asked == [
            ["\(Self.mail) failure", "\(Self.mail) success", "\(Self.advice) success"],
            ["\(Self.mail) success", "\(Self.advice) success"],
          ])
      }
    }
  }

  @Test(arguments: [nil, "", "0"]) func `does so only when it is told to`(setting: String?) throws {
    try Rows.with { rows in
      try withServer(Self.site) { server in
        let asked = try followUps(setting, rows, server)
        #expect(asked == [["\(Self.mail) failure", "\(Self.mail) success"]])
      }
    }
  }

  @Test(arguments: ["yes", "2", "true"]) func `takes 0 and 1`(setting: String) throws {
    try withServer(Self.site) { server in
      let ended = try CrawlProgram.run(
        Rows.message("1", server), allowing: server, environment: ["CRAWL_RECOMMEND": setting])
      #expect(ended.status == .exited(78) && server.connections == 0)
      try ended.expectOneSentence(
        "cannot use CRAWL_RECOMMEND: \(setting) is neither 0 nor 1", type: "ConfigurationError")
    }
  }
}
