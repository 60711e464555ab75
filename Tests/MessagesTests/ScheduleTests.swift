// The member `schedule` of a manifest: what may stand there, and the sentences about what may not.

import JSONText
import Messages
import Testing

@Suite struct `A schedule in a manifest` {
  private func parse(_ json: JSON) throws -> Schedule? { try Schedule.parse(json, at: "schedule") }

  @Test func `is a crontab line in UTC, one in a zone, or a number of seconds`() throws {
    let utc: JSON = ["cron": "0 7 * * *", "timezone": "UTC"]
    #expect(try parse("0 7 * * *")?.recurrence.json == utc)
    #expect(try parse(["cron": "0  7\t* * *"])?.recurrence.json == utc)
    let berlin = try #require(try parse(["cron": "0 7 * * *", "timezone": "Europe/Berlin"]))
    #expect("\(berlin.recurrence)" == "0 7 * * * Europe/Berlin")
    #expect(try parse(["every_s": 86400])?.recurrence.timing == .every(milliseconds: 86_400_000))
    #expect("\(try #require(try parse(["every_s": 1.5])).recurrence)" == "every 1.5 s")
    #expect(try parse(nil) == nil)
    #expect(berlin.keywordArguments.isEmpty && berlin.expiresSeconds == nil)
    let full = try #require(try parse(["every_s": 60, "kwargs": ["keep_days": 30], "expires_s": 30]))
    #expect(full.keywordArguments == ["keep_days": 30] && full.expiresSeconds == 30)
  }

  /// Overrides are merged over manifests member by member: what is null is as good as absent.
  @Test func `may have members that are null`() throws {
    let changed = try parse(["cron": nil, "timezone": nil, "every_s": 60, "kwargs": nil])
    #expect(changed?.recurrence.timing == .every(milliseconds: 60_000))
  }

  @Test func `is the same after it was written and read`() throws {
    for json: JSON in ["*/5 1-3 * * mon", ["every_s": 2.5], ["cron": "0 0 1 * sun", "days": "either"]] {
      let recurrence = try #require(try parse(json)).recurrence
      #expect(try Recurrence(recurrence.json) == recurrence)
    }
  }

  @Test(
    arguments: [
      (7, "schedule: expected a crontab line or an object, found an integer"),
      ([:], "schedule: says not when: write one of \"cron\" and \"every_s\""),
      (
        ["cron": "0 7 * * *", "every_s": 5], "schedule: says not when: write one of \"cron\" and \"every_s\""
      ),
      (["cron": "0 7 * * *", "zone": "UTC"], "schedule.zone: is no member of a schedule"),
      (["cron": 7], "schedule.cron: expected a string, found an integer"),
      (
        ["cron": "0 7 * * *", "timezone": "../../etc/passwd"],
        "schedule.timezone: ../../etc/passwd is no name of a zone, as Europe/Berlin is one"
      ),
      (
        ["cron": "* * * * *", "timezone": "/UTC"],
        "schedule.timezone: /UTC is no name of a zone, as Europe/Berlin is one"
      ),
      (["every_s": 0.5], "schedule.every_s: 0.5 is no number of seconds from 1 on"),
      (["every_s": "60"], "schedule.every_s: \"60\" is no number of seconds from 1 on"),
      (
        ["every_s": 5, "timezone": "UTC"],
        "schedule: \"every_s\" has no time zone and no days: it counts from 1970 on, in UTC"
      ),
      (["every_s": 5, "kwargs": [1]], "schedule.kwargs: expected an object, found an array"),
      (["every_s": 5, "expires_s": 0], "schedule.expires_s: 0 is no number of seconds above 0"),
      (["cron": "0 0 1 * mon", "days": "any"], "schedule.days: any is neither \"both\" nor \"either\""),
    ] as [(JSON, String)])
  func `is refused with a sentence`(_ json: JSON, _ sentence: String) {
    let error = #expect(throws: JSONError.self) { try parse(json) }
    #expect(error?.description == sentence)
  }

  @Test(
    arguments: [
      ("* * * *", "it has 4 fields, not five: minute, hour, day of the month, month, day of the week"),
      ("@daily", "it has 1 fields, not five: minute, hour, day of the month, month, day of the week"),
      ("60 * * * *", "minute: 60 is not within 0-59"), ("-1 * * * *", "minute: a number is missing"),
      ("* 24 * * *", "hour: 24 is not within 0-23"), ("* * 0 * *", "day of the month: 0 is not within 1-31"),
      ("* * * 13 *", "month: 13 is not within 1-12"), ("* * * * 8", "day of the week: 8 is not within 0-6"),
      ("*/0 * * * *", "minute: */0 takes no step from 1 to 60"),
      ("*/x * * * *", "minute: */x takes no step from 1 to 60"),
      ("5/15 * * * *", "minute: 5/15 has a step but no range: write 5-59/15"),
      ("1,,2 * * * *", "minute: a number is missing"), ("1- * * * *", "minute: a number is missing"),
      ("mon * * * *", "minute: mon is no number"), ("* * * * mo", "day of the week: mo is no number or name"),
      ("* * * jany *", "month: jany is no number or name"),
      ("0 0 30 2 *", "it names a day that never comes"),
      ("0 0 31 4,6,9,11 *", "it names a day that never comes"),
      (
        "0 0 1-7 * mon",
        "it restricts the day of the month and the day of the week: say \"days\": \"both\" for Celery's rule "
          + "(both must fit), or \"either\" for cron's"
      ),
    ] as [(String, String)])
  func `is refused when its line makes no sense`(_ line: String, _ reason: String) {
    let error = #expect(throws: JSONError.self) { try parse(.string(line)) }
    #expect(error?.description == "schedule.cron: \"\(line)\": \(reason)")
  }
}
