// Handlers as processes: what they get, what is taken of what they say, and how they end.

import Dispatching
import Fixtures
import Glibc
import JSONText
import Messages
import Processes
import Testing

@Suite struct `A handler's process` {
  /// Runs a shell script as a handler until it has ended.
  private func run(
    _ script: String, _ message: String = "{}", limits: JSON = [:], environment: [String] = [],
    settings: [String: String] = [:], while watch: (HandlerProcess) -> Void = { _ in }
  ) throws -> HandlerEnd {
    let json: JSON = [
      "task": "t", "run": ["/bin/sh", "-c", .string(script)], "queue": "q", "limits": limits,
      "environment": JSON(environment),
    ]
    let handler = InstalledHandler(directory: "/", manifest: try Manifest(json))
    let launch = HandlerLaunch(
      handler, message: Array(message.utf8), context: ["TASK_ID": "42"], temporary: "/tmp",
      setting: { settings[$0] })
    let process = try HandlerProcess(launch)
    while true {
      var watched = process.watched.map {
        pollfd(fd: $0.descriptor, events: Int16($0.isForWriting ? POLLOUT : POLLIN), revents: 0)
      }
      let isReady = poll(&watched, nfds_t(watched.count), 20_000) > 0
      try #require(isReady, "the handler says nothing and does not end")
      _ = process.advance()
      watch(process)
      if let end = process.reap(.none) { return end }
    }
  }

  @Test func `has ended when it has said so, and is still to be waited for`() throws {
    var concluded: [HandlerEnd] = []
    let end = try run(
      #"echo warning >&2; echo 42; echo '{"end":{"code":75,"cpu_us":500000}}' >&3; exec sleep 60"#
    ) { process in
      guard let end = process.conclude() else { return }
      concluded.append(end)
      process.signal(SIGKILL)
    }
    #expect(concluded.first?.status == .exited(75) && concluded.first?.cpuSeconds == 0.5)
    #expect(concluded.first?.output == Array("42\n".utf8) && concluded.first?.errors == "warning\n")
    #expect(end.status == .signaled(SIGKILL))
  }

  @Test func `gets its message on stdin and answers on stdout`() throws {
    let end = try run("cat", #"{"a":1}"#)
    #expect(end.status == .exited(0))
    #expect(end.output == Array(#"{"a":1}"#.utf8))
  }

  @Test func `gets megabytes without anybody waiting for anybody`() throws {
    let message = String(repeating: "x", count: 3_000_000)
    let end = try run("cat | wc -c", message)
    #expect(String(decoding: end.output, as: UTF8.self) == "3000000\n")
  }

  @Test func `gets its task's variables, what its manifest names, and nothing else`() throws {
    let end = try run(
      "env", environment: ["WANTED", "MISSING"], settings: ["WANTED": "yes", "SECRET": "no", "TZ": "UTC"])
    let names = Set(
      String(decoding: end.output, as: UTF8.self).split(separator: "\n").map { $0.prefix { $0 != "=" } })
    #expect(
      names.subtracting(["PWD", "SHLVL", "_", "OLDPWD"]) == [
        "PATH", "LANG", "TZ", "TMPDIR", "HOME", "TASK_EVENTS_FD", "TASK_ID", "SWIFT_BACKTRACE", "WANTED",
      ])
  }

  @Test func `sends events, of which those that are none are left out`() throws {
    let script = """
      printf '%s\\n' '{"progress":{"done":1}}' 'nonsense' '{"failure":{"type":"E","message":"m"}}' '[]' >&3
      exit 1
      """
    let end = try run(script)
    #expect(end.status == .exited(1))
    #expect(end.events == [.failure(type: "E", message: "m")])
  }

  @Test func `is cut when it says too much, and not held up`() throws {
    let end = try run("head -c 3000000 /dev/zero; echo done >&2", limits: ["output_kib": 4])
    #expect(end.output.count == 4096)
    #expect(end.isOutputCut)
    #expect(end.errors == "done\n")
  }

  @Test func `keeps the end of what it says on stderr`() throws {
    let end = try run("head -c 200000 /dev/zero | tr '\\0' x >&2; echo last >&2")
    #expect(end.errors.hasSuffix("xlast\n"))
    #expect(end.errors.utf8.count <= 40_000)
  }

  @Test func `ends when it exits, though what it started holds its pipes open`() throws {
    let clock = ContinuousClock()
    var end: HandlerEnd?
    let time = try clock.measure { end = try run("sleep 600 & echo '1'") }
    #expect(end?.status == .exited(0))
    #expect(end?.output == Array("1\n".utf8))
    #expect(time < .seconds(15))
  }

  @Test func `is told apart by signal and exit code, with its group`() throws {
    let end = try run("echo here; sleep 600; :") { process in process.signal(SIGTERM) }
    #expect(end.status == .signaled(SIGTERM))
  }

  @Test func `is held to its limits`() throws {
    #expect(try run("ulimit -n", limits: ["open_files": 77]).output == Array("77\n".utf8))
    #expect(try run("while :; do :; done", limits: ["cpu_s": 1]).status == .signaled(SIGXCPU))
  }

  @Test func `that cannot start is an error with the call's name`() throws {
    let handler = InstalledHandler(
      directory: "/no/such", manifest: try Manifest(["task": "t", "run": ["./x"], "queue": "q"]))
    let launch = HandlerLaunch(handler, message: [], context: [:], temporary: "/tmp", setting: { _ in nil })
    let refusal = #expect(throws: Launch.Refusal.self) { _ = try HandlerProcess(launch) }
    #expect(refusal?.description == "execve: No such file or directory")
  }
}
