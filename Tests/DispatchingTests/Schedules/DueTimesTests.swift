// When schedules are due: what crontab lines mean, and what happens when clocks are changed.

import Fixtures
import JSONText
import Messages
import Processes
import Queue
import Testing

@testable import Dispatching

@Suite struct `A schedule is due` {
  private func due(_ line: String, _ zone: String = "UTC", days: String? = nil) throws -> DueTimes {
    try DueTimes(try Recurrence(["cron": .string(line), "timezone": .string(zone), "days": JSON(days)]))
  }

  private func milliseconds(_ text: String) throws -> Int64 {
    Int64(try #require(WireDate.seconds(parsing: text)) * 1000)
  }

  /// The next few times after a moment, as UTC: `03-29T01:00`.
  private func next(_ count: Int, _ times: DueTimes, after text: String) throws -> [String] {
    var moment = try milliseconds(text)
    return try (0..<count).map { _ in
      moment = try #require(times.next(after: moment))
      return String(WireDate.text(seconds: Double(moment) / 1000).dropFirst(5).prefix(11))
    }
  }

  // MARK: - Clocks are put forward: in Berlin on 2026-03-29 at 02:00 it is 03:00, which is 01:00 UTC

  @Test func `at the leap when its time of the day is skipped`() throws {
    let times = try next(3, try due("30 2 * * *", "Europe/Berlin"), after: "2026-03-27T12:00Z")
    #expect(times == ["03-28T01:30", "03-29T01:00", "03-30T00:30"])
  }

  @Test func `once at the leap when several of its times are skipped`() throws {
    let times = try next(6, try due("*/20 2,3 * * *", "Europe/Berlin"), after: "2026-03-29T00:00Z")
    #expect(
      times == ["03-29T01:00", "03-29T01:20", "03-29T01:40", "03-30T00:00", "03-30T00:20", "03-30T00:40"])
  }

  @Test func `each hour that passes, of which none is skipped, when its hour is a star`() throws {
    let times = try next(4, try due("30 * * * *", "Europe/Berlin"), after: "2026-03-29T00:00Z")
    #expect(times == ["03-29T00:30", "03-29T01:30", "03-29T02:30", "03-29T03:30"])
  }

  // MARK: - Clocks are put back: on 2026-10-25 at 03:00 it is 02:00 again, which is 01:00 UTC

  @Test func `once when its time of the day comes twice`() throws {
    let times = try next(3, try due("30 2 * * *", "Europe/Berlin"), after: "2026-10-24T00:00Z")
    #expect(times == ["10-24T00:30", "10-25T00:30", "10-26T01:30"])
    // Also for who begins between the two.
    let late = try next(1, try due("30 2 * * *", "Europe/Berlin"), after: "2026-10-25T00:45Z")
    #expect(late == ["10-26T01:30"])
  }

  @Test func `each hour that passes, of which one comes twice, when its hour is a star`() throws {
    let times = try next(4, try due("30 * * * *", "Europe/Berlin"), after: "2026-10-24T23:00Z")
    #expect(times == ["10-24T23:30", "10-25T00:30", "10-25T01:30", "10-25T02:30"])
    let minutes = try next(9, try due("*/15 * * * *", "Europe/Berlin"), after: "2026-10-25T00:00Z")
    #expect(minutes.last == "10-25T02:15" && Set(minutes).count == 9)
  }

  @Test func `where clocks are changed by half an hour, or by a whole day`() throws {
    // Lord Howe: on 2026-10-04 at 02:00 it is 02:30.
    let half = try next(2, try due("15 2 * * *", "Australia/Lord_Howe"), after: "2026-10-03T00:00Z")
    #expect(half == ["10-03T15:30", "10-04T15:15"])
    // Samoa had no 30th of December 2011.
    let day = try next(3, try due("0 9 * * *", "Pacific/Apia"), after: "2011-12-29T00:00Z")
    #expect(day == ["12-29T19:00", "12-30T10:00", "12-30T19:00"])
  }

  @Test func `never twice for one time and never before the last one, wherever it is`() throws {
    for zone in [
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran",
    ] {
      for line in ["*/7 * * * *", "*/30 1-3 * * *", "15 */2 * * *", "0 0 * * sun"] {
        let times = try due(line, zone)
        var moment = try milliseconds("2026-01-01T00:00Z")
        let end = try milliseconds("2027-01-01T00:00Z")
        while moment < end {
          let next = try #require(times.next(after: moment))
          guard next > moment, next - moment <= 8 * 86_400_000 else {
            Issue.record("\(line) \(zone): \(next) after \(moment)")
            break
          }
          // From whatever moment before it one asks.
          if times.next(after: (moment + next) / 2) != next { Issue.record("\(line) \(zone): \(next)") }
          moment = next
        }
      }
    }
  }

  // MARK: - What lines mean

  @Test func `on days that few years have`() throws {
    #expect(try next(2, try due("0 0 29 2 *"), after: "2026-01-01T00:00Z") == ["02-29T00:00", "02-29T00:00"])
    let monday = try due("0 0 29 2 mon", days: "both")
    let found = try #require(monday.next(after: try milliseconds("2026-01-01T00:00Z")))
    #expect(WireDate.text(seconds: Double(found) / 1000).hasPrefix("2044-02-29"))
    // 2100 is no leap year, and 40 years are between.
    let next = try #require(monday.next(after: try milliseconds("2073-01-01T00:00Z")))
    #expect(WireDate.text(seconds: Double(next) / 1000).hasPrefix("2112-02-29"))
    #expect(try due("59 23 31 12 *").next(after: try milliseconds("2040-01-01T00:00Z")) != nil)
  }

  @Test func `by one of two fields about days, or by both`() throws {
    let both = try next(2, try due("0 0 1-7 * mon", days: "both"), after: "2026-11-01T00:00Z")
    #expect(both == ["11-02T00:00", "12-07T00:00"])
    let either = try next(3, try due("0 0 1,15 * mon", days: "either"), after: "2026-11-08T00:00Z")
    #expect(either == ["11-09T00:00", "11-15T00:00", "11-16T00:00"])
    // Sunday has two numbers.
    #expect(try next(1, try due("0 0 * * 7"), after: "2026-11-01T00:00Z") == ["11-08T00:00"])
    #expect(
      try next(2, try due("0 0 * * 5-7"), after: "2026-11-06T12:00Z") == ["11-07T00:00", "11-08T00:00"])
  }

  /// Celery's own class says which minutes, hours and days a line names; its answer is searched minute by minute.
  @Test func `at the times that Celery's crontab names`() throws {
    let python = projectFile("build/venv/bin/python")
    try #require(exists(python), "there is no Celery: run infra/deps celery")
    let script = """
      import datetime, json, sys
      from celery.schedules import crontab
      for line in json.load(sys.stdin):
        minute, hour, day, month, week = line.split()
        c = crontab(minute, hour, week, day, month)
        now, found = datetime.datetime(2026, 11, 30, 22, 41), []
        while len(found) < 12:
          now += datetime.timedelta(minutes=1)
          if not (now.month in c.month_of_year and now.day in c.day_of_month and now.isoweekday() % 7 in c.day_of_week):
            now = now.replace(hour=23, minute=59)
          elif now.hour in c.hour and now.minute in c.minute:
            found.append(now.strftime("%m-%dT%H:%M"))
        print(*found)
      """
    let lines = [
      "* * * * *", "*/15 * * * *", "5-59/20 1,3 * * *", "0 22-4 * * *", "50-10/7 */5 * * *", "0 0 1-7 * mon",
      "0 12 * jan,mar-may *", "30 6 * * fri-mon", "0 0 */10 */3 *", "1,2,1 0-6/3 31 * *",
      "0 0 * february sunday",
      "59 23 13 * friday", "0 */7 1,15 6-2/2 0-3",
    ]
    let input = JSON(lines).bytes()
    let told = try runProgram(python, arguments: ["-c", script]) { $0.input = .bytes(input) }
    #expect(told.status == .exited(0), "\(told.errorText)")
    let answers = told.outputText.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    try #require(answers.count == lines.count)
    for (line, answer) in zip(lines, answers) {
      #expect(try next(12, try due(line, days: "both"), after: "2026-11-30T22:41Z") == answer, "\(line)")
    }
  }

  @Test func `at each multiple of its seconds`() throws {
    let times = try DueTimes(try Recurrence(["every_s": 2.5]))
    #expect(
      times.next(after: 0) == 2500 && times.next(after: 2499) == 2500 && times.next(after: 2500) == 5000)
    #expect(times.latest(at: 10_001, after: 0) == 10_000)
    #expect(times.next(after: -1) == 0)
  }

  // MARK: - What was missed

  @Test func `for the last of the times that were missed`() throws {
    let daily = try due("0 7 * * *", "Europe/Berlin")
    let since = try milliseconds("2026-11-20T06:00Z")
    #expect(daily.latest(at: try milliseconds("2026-11-21T05:59Z"), after: since) == nil)
    let missed = try #require(daily.latest(at: try milliseconds("2026-11-30T22:00Z"), after: since))
    #expect(try missed == milliseconds("2026-11-30T06:00Z"))
    // Of a year of minutes too, and quickly.
    let minutes = try due("* * * * *")
    let last = minutes.latest(at: try milliseconds("2027-11-20T06:00:30Z"), after: since)
    #expect(try last == milliseconds("2027-11-20T06:00Z"))
    let yearly = try due("0 0 1 1 *").latest(at: try milliseconds("2036-06-01T00:00Z"), after: since)
    #expect(try yearly == milliseconds("2036-01-01T00:00Z"))
  }
}
