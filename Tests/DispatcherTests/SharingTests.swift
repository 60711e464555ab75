// Several queues, several dispatchers, priorities.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `Dispatchers` {
  @Test func `share a queue, and run each task once`() throws {
    try withStage { stage in
      try stage.add("count", #"echo x >> "$F/ran-$TASK_ID"; cat"#)
      let ids = (0..<100).map { "t\($0)" }
      try stage.withDispatcher(stage.program("-n", "one")) { one in
        try stage.withDispatcher(stage.program("-n", "two")) { two in
          try stage.send(ids.map { stage.message("count", $0) })
          try stage.wait(for: ids, by: one)
          let counts = try [stage.drain(one), stage.drain(two)].map { ended in
            try ended.messages().count { $0 == "task succeeded" }
          }
          #expect(counts.reduce(0, +) == 100)
          #expect(counts.allSatisfy { $0 > 0 })
        }
      }
      for id in ids { #expect(try stage.text("ran-\(id)") == "x") }
    }
  }

  @Test func `serve the queues that they are told, by turns`() throws {
    try withStage { stage in
      try stage.add("note", #"echo "$TASK_QUEUE" >> "$F/order"; echo 1"#)
      let rows = (0..<150).map { number in
        let queue = ["one", "two", "three"][number % 3]
        return (queue, stage.message("note", "\(queue)-\(number / 3)", queue: queue))
      }
      for queue in ["one", "two", "three"] {
        try stage.send(rows.filter { $0.0 == queue }.map(\.1), list: queue)
      }
      try stage.withDispatcher(stage.program(slots: 1, "-Q", "one,two")) { process in
        try stage.wait(for: (0..<50).flatMap { ["one-\($0)", "two-\($0)"] }, by: process)
        try stage.drain(process)
      }
      let order = try stage.text("order").split(separator: "\n")
      #expect(order.count == 100)
      for start in stride(from: 0, to: 100, by: 10) {
        #expect(order[start..<start + 10].count { $0 == "one" } == 5)
      }
      #expect(try stage.count("three") == 50)
    }
  }

  @Test func `see messages of every priority`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program()) { process in
        for step in [3, 6, 9] {
          try stage.send("echo", "p\(step)", list: "celery\u{6}\u{16}\(step)")
          try stage.wait(for: ["p\(step)"], by: process)
        }
        try stage.drain(process)
      }
    }
  }

  @Test func `serve the queues of their manifests and the usual one`() throws {
    try withStage { stage in
      try stage.add("echo", "cat", ["queue": "crawl"])
      try stage.withDispatcher(stage.program(variables: ["TASK_DEFAULT_QUEUE": "usual"])) { process in
        for queue in ["crawl", "usual"] { try stage.send("echo", queue, queue: queue) }
        try stage.wait(for: ["crawl", "usual"], by: process)
        let serving = try stage.drain(process).log.first { $0["message"] == "serving" }
        #expect(serving?["queues"] == "crawl,usual")
        #expect(serving?["slots"] == "2")
      }
    }
  }
}
