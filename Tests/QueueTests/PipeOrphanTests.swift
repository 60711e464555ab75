// What is left when the owner of a pipe is killed: nothing that could still do something for nobody.

import Fixtures
import Glibc
import Processes
import Testing

@testable import Queue

@Suite struct `The end of a pipe's owner` {
  /// Set in the process that is to be killed, which is this test once more.
  private static let variable = "DEVSEO_TEST_PIPE_OWNER"

  @Test func `redis-cli dies with the process that started it, even while it waits for the server`() throws {
    if let url = getenv(Self.variable) { return try own(String(cString: url)) }
    try withRedis { redis in
      var owner = Program(builtProduct("devseo-tasksPackageTests.xctest"))
      owner.arguments = [
        "--testing-library", "swift-testing", "--filter", "dies with the process that started it",
      ]
      owner.environment = [Self.variable: redis.url]
      owner.input = .open
      try withProgram(owner) { program in
        try program.wait(forErrors: "greeted")
        redis.pause()
        program.send("\n")
        try program.wait(forErrors: "asked")
        let children =
          try contents(of: "/proc/\(program.child.pid)/task/\(program.child.pid)/children")
          + threads(of: program.child.pid)
        let process = try #require(Int32(String(decoding: children, as: UTF8.self).split(separator: " ")[0]))
        #expect(isAlive(process))
        program.send(signal: SIGKILL)
        // Whether it dies is the question; how soon, nobody promises.
        for _ in 0..<5000 where isAlive(process) { usleep(1000) }
        #expect(!isAlive(process))
      }
    }
  }

  /// The part of the owner.
  private func own(_ url: String) throws {
    let pipe = try RedisPipe(try RedisAddress(parsing: url))
    _ = try pipe.call(PipeRequest(.count, "first"))
    say("greeted\n")
    var byte: UInt8 = 0
    _ = read(0, &byte, 1)
    _ = pipe.ask(PipeRequest(.count, "second"))
    try waitUntilWaiting(try #require(pipe.processID))
    say("asked\n")
    while true { pause() }
  }

  private func say(_ text: String) { _ = Glibc.write(2, text, text.utf8.count) }

  /// The children of all threads but the first.
  private func threads(of process: Int32) throws -> [UInt8] {
    try names(in: "/proc/\(process)/task").filter { $0 != "\(process)" }.flatMap {
      try contents(of: "/proc/\(process)/task/\($0)/children")
    }
  }

  /// Tells whether a process is there, and not only its exit status.
  private func isAlive(_ process: Int32) -> Bool {
    guard let status = try? contents(of: "/proc/\(process)/stat") else { return false }
    let text = String(decoding: status, as: UTF8.self)
    return !text.contains(") Z ") && !text.contains(") X ")
  }
}
