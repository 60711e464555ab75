// How far the work is: as a line and as an event.

import JSONText
import Testing

@testable import Runtime

@Suite struct `A progress report` {
  @Test(
    arguments: [
      (0, 50, "[........................] 0/50 pages"), (25, 50, "[############............] 25/50 pages"),
      (50, 50, "[########################] 50/50 pages"), (60, 50, "[########################] 60/50 pages"),
      (1, 1000, "[........................] 1/1000 pages"), (3, nil, "3 pages"),
      (0, 0, "[........................] 0/0 pages"), (-5, 50, "[........................] -5/50 pages"),
      (5, -50, "[........................] 5/-50 pages"),
      (.max, .max, "[########################] \(Int.max)/\(Int.max) pages"),
      (.min, 1, "[........................] \(Int.min)/1 pages"),
    ] as [(Int, Int?, String)])
  func `is a bar of its share`(done: Int, total: Int?, line: String) {
    #expect(Progress(done: done, total: total, unit: "pages").line == line)
  }

  @Test func `names what it is at, without control characters`() {
    let progress = Progress(done: 1, unit: "pages", detail: "http://x/\u{1B}[2J\n\u{202E}é")
    #expect(progress.line == "1 pages  http://x/?[2J??é")
    #expect(
      progress.json == [
        "done": 1, "total": nil, "unit": "pages", "detail": "http://x/\u{1B}[2J\n\u{202E}é",
      ])
  }

  @Test func `counts in units that cannot control a terminal`() {
    #expect(Progress(done: 1, total: 2, unit: "p\u{1B}[2J\n").line == "[############............] 1/2 p?[2J?")
  }

  @Test(
    arguments: [
      Progress(done: 1, total: 2, unit: "pages", detail: "é"), Progress(done: -1, unit: ""),
    ])
  func `is read as it was told`(progress: Progress) {
    #expect(Progress(progress.json) == progress)
  }

  @Test func `is read with what is known`() {
    #expect(Progress(["done": 3, "unit": "pages", "more": []]) == Progress(done: 3, unit: "pages"))
  }

  @Test(
    arguments: [
      nil, 5, [], [:], ["done": 1], ["unit": "pages"], ["done": "1", "unit": "pages"],
      ["done": 1.5, "unit": "pages"], ["done": 1, "unit": 2], ["done": 1, "total": "2", "unit": "pages"],
      ["done": 1, "unit": "pages", "detail": 5],
    ] as [JSON])
  func `is not read into anything else`(json: JSON) {
    #expect(Progress(json) == nil)
  }

  @Test func `is a short event whatever it is at`() {
    let detail = String(repeating: "é", count: 1_000_000)
    let progress = Progress(done: 1, total: 2, unit: "pages", detail: detail)
    #expect(progress.json.bytes().count < 1200)
  }
}
