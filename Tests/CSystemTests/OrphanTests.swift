// What became of the children of children. Each test is a process of its own, so that all children here are the test's:
// a sweep among those of other tests would end them.

import Fixtures
import Glibc
import Processes
import Testing

@Suite struct `A sweep of orphans` {
  @Test func `ends what escaped by setsid and a double fork`() async {
    await #expect(processExitsWith: .success) {
      try Orphans.adopt()
      let escaped = try orphan("exec sleep 600")
      #expect(parent(of: escaped) == getpid(), "the orphan has not come here")
      #expect(getpgid(escaped) == escaped)
      #expect(sweep(until: escaped, fences: ["7"]) >= 1)
      #expect(Orphans.sweep(sparing: [], fences: []) == 0)
    }
  }

  @Test func `spares it while the handler of its fence runs, and ends it afterwards`() async {
    await #expect(processExitsWith: .success) {
      try Orphans.adopt()
      let escaped = try orphan("exec sleep 600", environment: ["A": "TASK_FENCE=8", "TASK_FENCE": "42"])
      #expect(Orphans.sweep(sparing: [], fences: ["7", "42"]) == 0)
      #expect(parent(of: escaped) == getpid())
      // Neither a part of the value nor another variable's will do.
      #expect(sweep(until: escaped, fences: ["4", "8", "420", ""]) >= 1)
    }
  }

  @Test func `ends one that cleared its environment, whatever runs`() async {
    await #expect(processExitsWith: .success) {
      try Orphans.adopt()
      let escaped = try orphan("exec env -i /bin/sleep 600", environment: ["TASK_FENCE": "42"])
      while !name(of: escaped).hasPrefix("sleep") { usleep(1000) }
      #expect(sweep(until: escaped, fences: ["42"]) >= 1)
    }
  }

  @Test func `leaves the children alone that are known, also when they have ended`() async {
    await #expect(processExitsWith: .success) {
      try Orphans.adopt()
      let running = try Launch("/bin/sleep", ["600"]).start()
      let ended = try Launch("/bin/sh", ["-c", "exit 3"]).start()
      while !ended.hasEnded { usleep(1000) }
      let escaped = try orphan("exec sleep 600")
      #expect(sweep(until: escaped, sparing: [running.pid, ended.pid]) >= 1)
      #expect(!running.hasEnded)
      #expect(ended.wait().status == .exited(3))
      running.send(signal: SIGTERM)
      #expect(running.wait().status == .signaled(SIGTERM))
    }
  }

  @Test func `forgets those that have ended by themselves without counting them`() async {
    await #expect(processExitsWith: .success) {
      try Orphans.adopt()
      let escaped = try orphan("exit 0")
      while !isZombie(escaped) { usleep(1000) }
      #expect(Orphans.sweep(sparing: [], fences: ["42"]) == 0)
      #expect(wait4(-1, nil, WNOHANG, nil) == -1 && errno == ECHILD)
    }
  }

  @Test func `follows a whole tree, each of them the parent of the next`() async {
    await #expect(processExitsWith: .success) {
      try Orphans.adopt()
      // Each in a session of its own; the last says so.
      let tree = "setsid sh -c 'setsid sh -c \"setsid sleep 600 & echo \\$!; wait\" & wait' & wait"
      let last = try orphan(tree, tellsItself: false)
      #expect(parent(of: last) != getpid())
      #expect(sweep(until: last) >= 4)
      while wait4(-1, nil, WNOHANG, nil) == 0 { Orphans.sweep(sparing: [], fences: []) }
      #expect(errno == ECHILD)
    }
  }
}

// MARK: - Families

/// Sweeps until a process is gone: on a busy machine one that was killed may take a while to die.
///
/// - Returns: How many were ended.
private func sweep(until gone: Int32, sparing known: Set<Int32> = [], fences: Set<String> = []) -> Int {
  var count = 0
  repeat { count += Orphans.sweep(sparing: known, fences: fences) } while kill(gone, 0) == 0
  return count
}

/// Starts a child that leaves something behind in a session of its own, and ends.
///
/// - Parameters:
///   - script: What the orphan does.
///   - environment: Its variables beside PATH.
///   - tellsItself: Whether the process that runs the script tells its number; else the script tells one.
/// - Returns: The number that was told.
/// - Throws: ``Launch/Refusal``, or when none was told.
private func orphan(
  _ script: String, environment: [String: String] = [:], tellsItself: Bool = true
) throws -> Int32 {
  var ends: [Int32] = [-1, -1]
  try #require(pipe(&ends) == 0)
  defer { close(ends[0]) }
  let told = tellsItself ? "echo $$; \(script)" : script
  // The background shell and then setsid: a double fork, whose middle one ends at once.
  var launch = Launch("/bin/sh", ["-c", "setsid sh -c \"$0\" & exit 0", told])
  launch.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
  launch.descriptors = [-1, ends[1], 2]
  let child = try launch.start()
  close(ends[1])
  var line: [UInt8] = []
  var byte: UInt8 = 0
  while read(ends[0], &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
  #expect(child.wait().status == .exited(0))
  return try #require(Int32(String(decoding: line, as: UTF8.self)))
}

/// What /proc tells of a process behind its name: state, parent and so on; none when there is no such process.
private func facts(of pid: Int32) -> [Substring] {
  let text = (try? contents(of: "/proc/\(pid)/stat")).map { String(decoding: $0, as: UTF8.self) } ?? ""
  return text.split(separator: ")").last?.split(separator: " ") ?? []
}

private func parent(of pid: Int32) -> Int32? { facts(of: pid).dropFirst().first.flatMap { Int32($0) } }

private func isZombie(_ pid: Int32) -> Bool { facts(of: pid).first == "Z" }

private func name(of pid: Int32) -> String {
  (try? contents(of: "/proc/\(pid)/comm")).map { String(decoding: $0, as: UTF8.self) } ?? ""
}
