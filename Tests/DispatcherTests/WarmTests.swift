// Handlers that are started before their messages exist.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A warm handler` {
  /// Says in the file `waits` that it waits, then takes its two lines.
  static let script = #"""
    echo "$$ $TMPDIR" >> "$F/waits"
    read -r context || exit 0
    read -r message
    echo "$$" >> "$F/ran"
    printf '{"context":%s,"message":%s,"id":"%s"}\n' "$context" "$message" "$TASK_ID"
    """#

  private func lines(_ name: String, _ stage: Stage) throws -> [String] {
    guard exists("\(stage.folder)/\(name)") else { return [] }
    return try stage.text(name).split(separator: "\n").map(String.init)
  }

  @Test func `waits before its message exists, serves it, and is replaced`() throws {
    try withStage { stage in
      try stage.add("warm", Self.script, ["warm": true])
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        try process.wait(for: "starting a spare") { try lines("waits", stage).count == 1 }
        try stage.send("warm", "a", ["n": 1])
        try stage.wait(for: ["a"], by: process)
        let result = try #require(try stage.record(of: "a")?["result"])
        #expect(result["message"] == ["n": 1])
        #expect(result["context"]?["TASK_ID"] == "a")
        #expect(result["context"]?["TASK_ATTEMPT"] == "1")
        // Its own environment was made before anything was known of a task.
        #expect(result["id"] == "")
        try process.wait(for: "starting another spare") { try lines("waits", stage).count == 2 }
        let waiting = try lines("waits", stage).compactMap { $0.split(separator: " ").first }
        #expect(try lines("ran", stage) == [waiting.first.map(String.init)])
        try stage.drain(process)
        for line in try lines("waits", stage) {
          let parts = line.split(separator: " ")
          #expect(kill(try #require(Int32(parts[0])), 0) == -1)
          #expect(!exists(String(parts[1])))
        }
      }
    }
  }

  @Test func `serves one message, however many wait`() throws {
    try withStage { stage in
      try stage.add("warm", Self.script, ["warm": true])
      let ids = (0..<30).map { "t\($0)" }
      try stage.withDispatcher(stage.program(slots: 3)) { process in
        try stage.send(ids.map { stage.message("warm", $0) })
        try stage.wait(for: ids, by: process)
        let ran = try lines("ran", stage)
        #expect(ran.count == 30)
        #expect(Set(ran).count == 30)
        try stage.drain(process)
      }
    }
  }

  @Test func `is not used when its program was replaced meanwhile`() throws {
    try withStage { stage in
      try stage.add("warm", Self.script, ["warm": true])
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        try process.wait(for: "starting a spare") { try lines("waits", stage).count == 1 }
        try stage.redis.cli("SET", "untouched", "1")
        try write(
          Array("#!/bin/sh\n[ -z \"$TASK_WARM\" ] || exec cat\necho '\"new\"'\n".utf8),
          to: "\(stage.folder)/fresh", mode: 0o755)
        #expect(rename("\(stage.folder)/fresh", "\(stage.folder)/handlers/warm/run") == 0)
        try stage.send("warm", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"] == "new")
        try stage.drain(process)
      }
    }
  }

  @Test func `that ends by itself does not keep its task from being served, nor the dispatcher busy`() throws
  {
    try withStage { stage in
      try stage.add(
        "warm", #"[ -z "$TASK_WARM" ] || { echo x >> "$F/waits"; exit 1; }; echo '"cold"'"#, ["warm": true])
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        try process.wait(for: "noticing the end") {
          String(decoding: process.errorsSoFar, as: UTF8.self).contains("no handler waits for its message")
        }
        try stage.send("warm", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"] == "cold")
        #expect(try lines("waits", stage).count <= 4)
        try stage.drain(process)
      }
    }
  }
}
