// Celery's words for how often a task may start.

import JSONText
import Messages
import Testing

@Suite struct `A rate limit` {
  @Test(
    arguments: [
      ("10/s", 100_000), ("5/m", 12_000_000), ("100/h", 36_000_000), ("2.5", 400_000), ("3", 333_334),
      (10, 100_000),
      (0.5, 2_000_000), ("0.5/m", 120_000_000), ("7/h", 514_285_715),
    ] as [(JSON, Int64)])
  func `is the distance from one start to the next, never too short`(_ json: JSON, _ interval: Int64) throws {
    #expect(try RateLimit.parse(json, at: "rate_limit")?.intervalMicroseconds == interval)
  }

  @Test(arguments: [nil, 0, "0", "0/m", 0.0] as [JSON])
  func `of nothing is none`(_ json: JSON) throws {
    #expect(try RateLimit.parse(json, at: "rate_limit") == nil)
  }

  @Test(
    arguments: [
      "", "/m", "5/d", "5/", "5/m/s", "five", "-1", -1, "5 /m", "1e3/s", "0x10", "nan", "inf/s", ".", true,
      [],
      .double(.nan), .double(.infinity), "0.0000000001/h",
    ] as [JSON])
  func `that is no rate is refused by its name`(_ json: JSON) throws {
    let manifest: JSON = ["task": "t", "run": ["./h"], "queue": "q", "rate_limit": json]
    let error = #expect(throws: JSONError.self) { try Manifest(manifest) }
    #expect(error?.path == "rate_limit")
    #expect(error?.reason.hasSuffix(#"is no rate: write "5/m", "10/s", "100/h", or starts a second"#) == true)
  }
}
