// What a handler's process gets, and that nothing of it stays.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite struct `A handler of the dispatcher` {
  @Test func `has the variables of the contract, and no others`() throws {
    try withStage { stage in
      try stage.add(
        "look", #"tr '\0' '\n' < /proc/$$/environ > "$F/$TASK_ID"; echo 1"#,
        ["environment": ["COLOUR", "FROM_FILE"], "soft_time_limit_s": 20, "time_limit_s": 30])
      try stage.add(
        "nosy", #"tr '\0' '\n' < /proc/$$/environ > "$F/$TASK_ID"; echo 1"#, ["environment": ["REDIS_URL"]])
      try write(Array("secret\n".utf8), to: "\(stage.folder)/FROM_FILE")
      let program = stage.program(
        variables: [
          "COLOUR": "red", "OTHER": "x", "CREDENTIALS_DIRECTORY": stage.folder, "TZ": "Europe/Berlin",
        ])
      try stage.withDispatcher(program) { process in
        try stage.send("look", "a")
        try stage.send("nosy", "b")
        try stage.wait(for: ["a", "b"], by: process)
        let lines = try stage.text("a").split(separator: "\n").map(String.init)
        let names = lines.compactMap { $0.split(separator: "=").first.map(String.init) }
        #expect(
          names.sorted() == [
            "COLOUR", "FROM_FILE", "HOME", "LANG", "PATH", "SWIFT_BACKTRACE", "TASK_ATTEMPT", "TASK_DEADLINE",
            "TASK_EVENTS_FD", "TASK_FENCE", "TASK_ID", "TASK_MAX_ATTEMPTS", "TASK_NAME", "TASK_QUEUE",
            "TASK_ROOT_ID",
            "TASK_SOFT_DEADLINE", "TMPDIR", "TZ",
          ])
        #expect(lines.contains("COLOUR=red") && lines.contains("FROM_FILE=secret"))
        #expect(lines.contains("TASK_EVENTS_FD=3") && lines.contains("TASK_MAX_ATTEMPTS=1"))
        #expect(try stage.text("b").contains("REDIS_URL=\(stage.redis.url)"))
        try stage.drain(process)
      }
    }
  }

  @Test func `leads a session, has four descriptors and no signal blocked or ignored`() throws {
    try withStage { stage in
      try stage.add(
        "look",
        """
        F="$F/$TASK_ID"
        ls /proc/$$/fd > "$F-fds"; grep -E '^Sig(Blk|Ign)' /proc/self/status > "$F-signals"
        cut -d' ' -f5,6 < /proc/$$/stat > "$F-session"; echo "$$" > "$F-pid"
        prlimit --pid $$ --nofile --noheadings --output SOFT > "$F-nofile"; echo 1
        """)
      try stage.withDispatcher(stage.program(slots: 4)) { process in
        for id in ["a", "b", "c", "d"] { try stage.send("look", id) }
        try stage.wait(for: ["a", "b", "c", "d"], by: process)
        for id in ["a", "b", "c", "d"] {
          // From 10 on they are the shell's own.
          let descriptors = try stage.text("\(id)-fds").split(separator: "\n").map(String.init)
            .filter { $0.count == 1 }
          #expect(descriptors == ["0", "1", "2", "3"])
          let pid = try stage.text("\(id)-pid")
          #expect(try stage.text("\(id)-session") == "\(pid) \(pid)")
          #expect(try stage.text("\(id)-nofile").contains("256"))
          for line in try stage.text("\(id)-signals").split(separator: "\n") {
            #expect(line.hasSuffix("0000000000000000"), "\(line)")
          }
        }
        try stage.drain(process)
      }
    }
  }

  @Test func `has a folder of its own, which goes with all that is in it`() throws {
    try withStage { stage in
      try stage.add(
        "dig",
        """
        stat -c '%a %u' "$TMPDIR" > "$F/mode"; pwd > "$F/place"; [ "$HOME" = "$TMPDIR" ] || exit 1
        d=.; for i in 1 2 3 4 5 6 7 8 9 10; do d="$d/deep"; mkdir "$d"; echo x > "$d/file"; done
        chmod 0 "$TMPDIR/deep/deep"; ln -s "$F" "$TMPDIR/link"; mkfifo "$TMPDIR/fifo"; echo 1
        """)
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("dig", "a")
        try stage.wait(for: ["a"], by: process)
        #expect(try stage.state(of: "a") == "SUCCESS")
        #expect(try stage.text("mode") == "700 \(getuid())")
        let place = try stage.text("place")
        #expect(place.hasPrefix("\(stage.folder)/state/") && place.contains(".work/"))
        try process.wait(for: "removing it") { !exists(place) }
        #expect(exists("\(stage.folder)/mode"))
        try stage.drain(process)
      }
    }
  }

  @Test func `leaves nobody behind who escaped from it, and spares those of others`() throws {
    try withStage { stage in
      // Twice forked, in a session of its own, deaf to TERM; it says its id and waits for its end.
      let escape =
        #"setsid sh -c '(trap "" TERM HUP; echo $$ > /dev/null; sh -c "echo \$PPID" > "$0"; exec sleep 300) & ' "$F/$1" "#
      try stage.add(
        "quick", "set -- orphan-$TASK_ID; \(escape); until [ -s \"$F/$1\" ]; do sleep 0.01; done; echo 1")
      try stage.add(
        "slow",
        "set -- orphan-$TASK_ID; \(escape); until [ -s \"$F/$1\" ]; do sleep 0.01; done; touch $F/ready;"
          + " until [ -e $F/go ]; do sleep 0.02; done; echo 1")
      try stage.withDispatcher(stage.program()) { process in
        try stage.send("slow", "a")
        try stage.wait(forFile: "ready", by: process)
        try stage.send("quick", "b")
        try stage.wait(for: ["b"], by: process)
        try process.wait(forErrors: "ended processes that outlived their handler")
        let (spared, ended) = (
          try #require(Int32(try stage.text("orphan-a"))), try #require(Int32(try stage.text("orphan-b")))
        )
        try process.wait(for: "ending the orphan") { kill(ended, 0) != 0 }
        #expect(kill(spared, 0) == 0)
        try stage.letGo()
        try process.wait(for: "ending the other orphan") { kill(spared, 0) != 0 }
        try stage.wait(for: ["a"], by: process)
        try stage.drain(process)
      }
    }
  }

  @Test func `leaves no zombies`() throws {
    try withStage { stage in
      try stage.add("echo", "sleep 0 & cat")
      try stage.withDispatcher(stage.program(slots: 4)) { process in
        let ids = (0..<200).map { "t\($0)" }
        try stage.send(ids.map { stage.message("echo", $0) })
        try stage.wait(for: ids, by: process)
        // What ended last is swept a moment later: then its three redis-cli are all that is left.
        try process.wait(for: "forgetting all but its redis-cli") {
          let children = try contents(of: "/proc/\(process.child.pid)/task/\(process.child.pid)/children")
          return children.split(separator: UInt8(ascii: " ")).count <= 3
        }
        #expect(names(in: "/proc/\(process.child.pid)/fd").count < 40)
        try stage.drain(process)
      }
    }
  }

  @Test func `cannot read the dispatcher's settings`() throws {
    try withStage { stage in
      try stage.add("echo", "cat")
      var program = stage.program(variables: ["SECRET": "x"])
      program.dropCapabilities()
      try stage.withDispatcher(program) { process in
        #expect(try !othersCanReadEnvironment(of: process))
        try stage.drain(process)
      }
    }
  }
}
