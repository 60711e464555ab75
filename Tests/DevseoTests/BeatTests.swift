// `devseo beat`: which schedules are kept, and when they are due.

import Fixtures
import JSONText
import Processes
import Queue
import Testing

@Suite struct `Listing schedules` {
  @Test func `tells when, and which are overdue`() throws {
    try withRedis { redis in
      _ = try ask(redis, RegisterRequest(owner: OwnerID(), ttl: .seconds(60)))
      let far = #"1893456000000 0 {"cron":"0 7 * * *","timezone":"Europe/Berlin"}"#
      try redis.cli("HSET", "devseo:sched", "app.digest", far)
      try redis.cli("HSET", "devseo:sched", "app.old", #"1000000 1000000 {"every_s":60}"#)
      try redis.cli("HSET", "devseo:sched", "app.strange", #"1000000 0 {"moon":"full"}"#)
      let listed = try run(redis, "beat")
      #expect(
        listed.outputText == """
          TASK         SCHEDULE                 LAST                  NEXT
          app.digest   0 7 * * * Europe/Berlin  -                     2030-01-01T06:00:00Z
          app.old      every 60 s               1970-01-01T00:16:40Z  1970-01-01T00:17:00Z overdue
          app.strange  {"moon":"full"}          -                     unknown

          """)
      let rows = try run(redis, "beat", "--json").result["schedules"]
      #expect(rows?[0]?["schedule"]?["cron"] == "0 7 * * *" && rows?[0]?["overdue"] == false)
      #expect(rows?[1]?["overdue"] == true && rows?[2]?["next"] == .null)
      let rest = try run(redis, "beat", "--forget", "app.old")
      #expect(!rest.outputText.contains("app.old") && rest.outputText.contains("app.digest"))
    }
  }

  @Test func `finds none where no dispatcher has kept one`() throws {
    try withRedis { redis in
      let found = try run(redis, "beat")
      #expect(found.outputText == "no dispatcher has kept a schedule\n")
      #expect(found.status == .exited(0))
      #expect(try run(redis, "beat", "--forget", "x").status == .exited(69))
    }
  }
}
