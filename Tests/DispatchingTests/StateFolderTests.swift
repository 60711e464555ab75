// The lock of a name, what a killed predecessor left, and when its claims may be given back at once.

import Fixtures
import Glibc
import Processes
import Queue
import Testing

@testable import Dispatching

@Suite struct `A state folder` {
  /// Runs `body` with a folder, and removes what dispatchers leave in it.
  private func withFolder(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { base in
      let folder = "\(base)/state"
      defer {
        try? PrivateFolder.removeAll(in: folder)
        rmdir(folder)
      }
      try body(folder)
    }
  }

  private func sleeper() throws -> ChildProcess {
    var launch = Launch("/bin/sleep", ["1000"])
    launch.deathSignal = SIGKILL
    return try launch.start()
  }

  @Test func `belongs to one dispatcher of a name at a time`() throws {
    try withFolder { folder in
      var first: StateFolder? = try StateFolder(folder, name: "a@host", owner: OwnerID())
      let refusal = #expect(throws: StateError.self) {
        _ = try StateFolder(folder, name: "a@host", owner: OwnerID())
      }
      #expect(refusal == .taken(name: "a@host", folder: folder))
      #expect(throws: Never.self) { _ = try StateFolder(folder, name: "b@host", owner: OwnerID()) }
      withExtendedLifetime(first) {}
      first = nil
      #expect(throws: Never.self) { _ = try StateFolder(folder, name: "a@host", owner: OwnerID()) }
    }
  }

  @Test func `is given to a successor when the last child of a killed one is gone`() throws {
    try withFolder { folder in
      try makeFolder(folder)
      var holder = Program("/bin/sh")
      holder.arguments = ["-c", "exec 9>'\(folder)/a.lock'; flock 9; echo held >&2; exec sleep 0.2"]
      try withProgram(holder) { running in
        try running.wait(forErrors: "held")
        _ = try StateFolder(folder, name: "a", owner: OwnerID())
      }
    }
  }

  @Test func `that cannot be made is refused with what to do`() {
    let refusal = #expect(throws: StateError.self) {
      _ = try StateFolder("/proc/state", name: "a", owner: OwnerID())
    }
    #expect(refusal?.description.hasPrefix("cannot make /proc/state: ") == true)
    #expect(refusal?.description.hasSuffix("name another folder with --state-dir") == true)
  }

  @Test func `loses what a killed predecessor's handlers left`() throws {
    try withFolder { folder in
      _ = try StateFolder(folder, name: "a/b", owner: OwnerID())
      try write(Array("x".utf8), to: "\(folder)/a_b.work/left")
      _ = try StateFolder(folder, name: "a/b", owner: OwnerID())
      #expect(names(in: "\(folder)/a_b.work").isEmpty)
    }
  }

  @Test func `lists the handlers that run, and others at the latest when there is time to strike them out`()
    throws
  {
    try withFolder { folder in
      let ledger = try StateFolder(folder, name: "a", owner: OwnerID()).ledger
      func listed() -> [Int32] { SessionLedger.content(of: "\(folder)/a.sessions").sessions.map(\.pid) }
      ledger.note(1001, in: 0)
      ledger.note(1002, in: 2)
      ledger.noteEnd(in: 0)
      ledger.note(1003, in: 0)
      ledger.noteEnd(in: 2)
      ledger.tidy()
      #expect(listed() == [1003])
      ledger.noteEnd(in: 0)
      ledger.tidy()
      ledger.tidy()
      #expect(listed() == [])
    }
  }

  @Test func `names a predecessor once its handlers are surely gone`() throws {
    try withFolder { folder in
      let (one, two) = (OwnerID(), OwnerID())
      // A session of its own, whose end its parent sees to: as the kernel's init does after a predecessor's death.
      var shell = Program("/bin/sh")
      shell.arguments = [
        "-c", "setsid sh -c 'echo $$ > \(folder).pid; echo begun >&2; exec sleep 1000' & wait",
      ]
      try withProgram(shell) { running in
        try running.wait(forErrors: "begun")
        let text = String(decoding: try contents(of: "\(folder).pid"), as: UTF8.self)
        let handler = try #require(Int32(text.prefix { $0 != "\n" }))
        do {
          let state = try StateFolder(folder, name: "a", owner: one)
          #expect(state.predecessors.isEmpty)
          state.ledger.note(handler, in: 3)
        }
        let state = try StateFolder(folder, name: "a", owner: two)
        #expect(state.predecessors == [one])
        #expect(getsid(handler) == -1)
        // It may die before it has given them back: its successor knows both.
        #expect(SessionLedger.content(of: "\(folder)/a.sessions").owners == [two, one])
        state.ledger.settle(two)
        #expect(SessionLedger.content(of: "\(folder)/a.sessions").owners == [two])
      }
    }
  }

  @Test func `names a predecessor whose dead handlers nobody has taken note of`() throws {
    try withFolder { folder in
      try makeFolder(folder)
      // Its parent becomes a program that waits for no child: as the first process of many a container.
      var parent = Program("/bin/sh")
      parent.arguments = [
        "-c",
        "setsid sh -c 'echo $$ > \(folder).pid; echo begun >&2; exec sleep 1000' & exec sleep 1000",
      ]
      try withProgram(parent) { running in
        try running.wait(forErrors: "begun")
        let text = String(decoding: try contents(of: "\(folder).pid"), as: UTF8.self)
        let handler = try #require(Int32(text.prefix { $0 != "\n" }))
        let owner = OwnerID()
        let lines = "owner \(owner)\nboot \(MachineTime.boot)\n\(handler) \(MachineTime.milliseconds)\n"
        try write(Array(lines.utf8), to: "\(folder)/a.sessions")
        #expect(try StateFolder(folder, name: "a", owner: OwnerID()).predecessors == [owner])
        #expect(MachineTime.standing(of: handler)?.isDead == true)
      }
    }
  }

  @Test func `leaves a stranger alone who has the number of a handler`() throws {
    try withFolder { folder in
      let stranger = try sleeper()
      defer {
        stranger.send(signal: SIGKILL)
        stranger.wait()
      }
      try makeFolder(folder)
      let owner = OwnerID()
      let lines = "owner \(owner)\nboot \(MachineTime.boot)\n\(stranger.pid) 12345\n"
      try write(Array(lines.utf8), to: "\(folder)/a.sessions")
      let state = try StateFolder(folder, name: "a", owner: OwnerID())
      #expect(state.predecessors == [owner])
      #expect(kill(stranger.pid, 0) == 0)
    }
  }

  @Test func `of another run of the machine is believed to have no handlers`() throws {
    try withFolder { folder in
      let stranger = try sleeper()
      defer {
        stranger.send(signal: SIGKILL)
        stranger.wait()
      }
      try makeFolder(folder)
      let owner = OwnerID()
      let lines = "owner \(owner)\nboot another\n\(stranger.pid) \(MachineTime.milliseconds)\n"
      try write(Array(lines.utf8), to: "\(folder)/a.sessions")
      #expect(try StateFolder(folder, name: "a", owner: OwnerID()).predecessors == [owner])
      #expect(kill(stranger.pid, 0) == 0)
    }
  }

  @Test(arguments: ["", "nonsense", "owner x y\nboot\n1 2 3\n-\n", "owner\n\u{0}\n1\n"])
  func `is not misled by a ledger that cannot be read`(_ text: String) throws {
    try withFolder { folder in
      try makeFolder(folder)
      try write(Array(text.utf8), to: "\(folder)/a.sessions")
      #expect(try StateFolder(folder, name: "a", owner: OwnerID()).predecessors.isEmpty)
    }
  }
}
