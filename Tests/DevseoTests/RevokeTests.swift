// `devseo revoke`: what is kept for dispatchers, and what clients see.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Revoking tasks` {
  private func withDispatcher(_ body: (RedisServer) throws -> Void) throws {
    try withRedis { redis in
      _ = try ask(redis, RegisterRequest(owner: OwnerID(), ttl: .seconds(60)))
      try body(redis)
    }
  }

  @Test func `is known to dispatchers, and to clients as Celery writes it`() throws {
    try withDispatcher { redis in
      let ended = try run(redis, "revoke", "abc", "b/é")
      #expect(ended.status == .exited(0))
      #expect(ended.outputText == "revoked 2\n")
      let reply = try ask(redis, RevocationsRequest(ids: ["abc", "b/é", "c"]))
      #expect(reply.standings == [.revoked, .revoked, .valid])
      let stored = try redis.cli("GET", "celery-task-meta-abc")
      let head = """
        {"status": "REVOKED", "result": {"exc_type": "TaskRevokedError", "exc_message": ["revoked"], \
        "exc_module": "celery.exceptions"}, "traceback": null, "children": null, "date_done": "20
        """
      #expect(stored.hasPrefix(head))
      #expect(stored.hasSuffix("+00:00\", \"task_id\": \"abc\"}"))
      #expect(try run(redis, "result", "abc").status == .exited(1))
      #expect(
        try Int(redis.cli("TTL", "celery-task-meta-abc")).map { (80_000...86_400).contains($0) } == true)
    }
  }

  @Test(arguments: [([], "SIGTERM"), (["--signal", "KILL"], "SIGKILL")])
  func `ends those that run when it is told to`(_ options: [String], _ signal: String) throws {
    try withDispatcher { redis in
      let ended = try runProgram(
        devseo, arguments: ["revoke", "a", "--terminate", "--json"] + options,
        environment: ["REDIS_URL": redis.url])
      #expect(ended.outputText == "{\"revoked\":[\"a\"],\"terminate\":true}\n")
      let reply = try ask(redis, RevocationsRequest(ids: ["a"]))
      #expect(reply.standings == [.terminated(signal: signal)])
    }
  }

  @Test func `leaves a SUCCESS, and finds the database of results`() throws {
    try withDispatcher { redis in
      try store(.success(1), of: "a", in: redis)
      _ = try run(redis, "revoke", "a")
      #expect(try run(redis, "result", "a").status == .exited(0))
      let variables = ["RESULT_URL": redis.url(database: 2), "RESULT_EXPIRES": "0"]
      #expect(try run(redis, "revoke", "b", variables: variables).status == .exited(0))
      #expect(try redis.cli("-n", "2", "TTL", "celery-task-meta-b") == "-1")
      #expect(try redis.cli("EXISTS", "celery-task-meta-b") == "0")
    }
  }

  @Test func `refuses what cannot be`() throws {
    try withDispatcher { redis in
      let elsewhere = try run(redis, "revoke", "a", variables: ["RESULT_URL": "redis://127.0.0.1:1/0"])
      #expect(elsewhere.status == .exited(78))
      #expect(elsewhere.errorText.hasPrefix("cannot store results at RESULT_URL: "))
      #expect(try run(redis, "revoke", "a", variables: ["RESULT_EXPIRES": "soon"]).status == .exited(78))
      try redis.cli("LPUSH", "celery-task-meta-a", "x")
      #expect(try run(redis, "revoke", "a").status == .exited(65))
      for arguments in [
        ["revoke"], ["revoke", "a", "--signal", "KILL"], ["revoke", ""], ["revoke", "a", "--signal", "HUP"],
      ] {
        #expect(
          try runProgram(devseo, arguments: arguments, environment: ["REDIS_URL": redis.url]).status
            == .exited(64))
      }
      #expect(try redis.cli("EXISTS", "devseo:revoked") == "0")
    }
  }

  @Test func `needs a dispatcher`() throws {
    try withRedis { redis in
      let ended = try run(redis, "revoke", "a")
      #expect(ended.status == .exited(69))
      #expect(ended.errorText.contains("no dispatcher has run on this database yet"))
    }
  }
}
