// Handlers that do what none should: the dispatcher bears it, and serves the others meanwhile.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `An unruly handler` {
  @Test func `may close its stdin, whatever is sent to it`() throws {
    try withStage { stage in
      try stage.add("deaf", "exec 0<&-; echo 1")
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("deaf", "a", ["text": .string(String(repeating: "x", count: 1_000_000))])
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.state(of: "a") == "SUCCESS")
        try stage.drain(process)
      }
    }
  }

  @Test func `that says it ends and does not has ended, and is killed a second later`() throws {
    try withStage { stage in
      try stage.add(
        "lingering",
        #"echo "$$ $TMPDIR" > "$F/lingers"; echo 1; echo '{"end":{"code":0}}' >&3; exec sleep 1000"#)
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program(slots: 1)) { process in
        try stage.send("lingering", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.state(of: "a") == "SUCCESS")
        // Its slot is free, whatever has become of the process.
        try stage.send("echo", "b")
        try stage.wait(for: ["b"], by: process)
        let words = try stage.text("lingers").split(whereSeparator: \.isWhitespace).map(String.init)
        let lingering = try #require(words.first.flatMap { Int32($0) })
        try process.wait(for: "killing it") { kill(lingering, 0) == -1 }
        try process.wait(for: "doing away with its folder") { names(in: words[1], withHidden: true).isEmpty }
        try stage.drain(process)
      }
    }
  }

  @Test func `that announces a failure has failed`() throws {
    try withStage { stage in
      try stage.add(
        "failing",
        #"echo '{"failure":{"type":"ValueError","message":"cannot go on"}}' >&3; echo '{"end":{"code":65}}' >&3; exit 0"#
      )
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("failing", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"]?["exc_type"] == "ValueError")
        try stage.drain(process)
      }
    }
  }

  @Test func `that floods its pipes is cut, and holds up nobody`() throws {
    try withStage { stage in
      try stage.add("loud", "head -c 50000000 /dev/zero")
      try stage.add("shrill", "head -c 50000000 /dev/zero >&2; printf '\\nthe end\\n' >&2; exit 1")
      try stage.add("echo", "cat")
      try stage.withDispatcher(stage.program(slots: 3)) { process in
        for name in ["loud", "shrill", "echo"] { try stage.send(name, name) }
        try stage.wait(for: ["loud", "shrill", "echo"], by: process)
        #expect(
          try stage.record(of: "loud")?["result"]?["exc_message"]?.description.contains("larger than") == true
        )
        #expect(
          try stage.record(of: "shrill")?["result"]?["exc_message"]?.description.contains("the end") == true)
        #expect(try stage.state(of: "echo") == "SUCCESS")
        #expect(try stage.drain(process).peakKiB < 200_000)
      }
    }
  }

  @Test func `may tell of its progress as long as it likes, and its last word counts`() throws {
    try withStage { stage in
      // Ten megabytes of progress, and then what matters.
      try stage.add(
        "chatty",
        #"""
        yes '{"progress":{"done":1,"total":2,"detail":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}' | head -c 10000000 >&3
        printf '\n{"failure":{"type":"ValueError","message":"cannot say more"}}\n' >&3
        exit 65
        """#)
      // No line end for ten megabytes, then one, then what matters.
      try stage.add(
        "endless",
        #"""
        head -c 10000000 /dev/zero | tr '\0' x >&3
        printf '\n{"failure":{"type":"ValueError","message":"cannot say more"}}\n' >&3
        exit 65
        """#)
      try stage.withDispatcher(stage.program()) { process in
        for name in ["chatty", "endless"] { try stage.send(name, name) }
        try stage.wait(for: ["chatty", "endless"], by: process)
        for name in ["chatty", "endless"] {
          #expect(try stage.record(of: name)?["result"]?["exc_message"] == ["cannot say more"])
        }
        #expect(try stage.drain(process).peakKiB < 200_000)
      }
    }
  }

  @Test func `has ended when it has ended, whoever still holds its pipes`() throws {
    try withStage { stage in
      try stage.add("parent", "setsid sleep 300 & sleep 300 & echo 1")
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("parent", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.state(of: "a") == "SUCCESS")
        try stage.drain(process)
      }
    }
  }

  @Test(arguments: [
    ("true", "without one JSON value"), ("echo 1 2", "without one JSON value"),
    (#"printf '{"a":'"#, "without one JSON value"),
    (#"printf '"\377"'"#, "without one JSON value"), ("kill -SEGV $$", "SIGSEGV"),
    ("echo 1; exit 3", "said nothing"),
  ])
  func `fails with a reason`(_ script: String, _ reason: String) throws {
    try withStage { stage in
      try stage.add("bad", script)
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("bad", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.record(of: "a")?["result"]?["exc_message"]?.description.contains(reason) == true)
        #expect(try stage.redis.cli("LLEN", "devseo:dead:celery") == "1")
        try stage.drain(process)
      }
    }
  }

  @Test func `that is no program pauses its task, and its message waits uncharged`() throws {
    try withStage { stage in
      try stage.add("gone", "cat")
      try stage.add("echo", "cat")
      unlink("\(stage.folder)/handlers/gone/run")
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("gone", "a")
        try process.wait(forErrors: "cannot start the handler: execve: No such file or directory")
        try stage.send("echo", "b")
        try stage.wait(for: ["b"], by: process)
        try process.wait(for: "parking the message") { try stage.redis.cli("HLEN", "devseo:duemsg") == "1" }
        #expect(try stage.state(of: "a") == nil)
        try stage.drain(process)
      }
    }
  }
}
