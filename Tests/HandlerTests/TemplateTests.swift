// A handler that was started warm and is asked to make others of its kind. These tests play the dispatcher.

import Fixtures
import Glibc
import JSONText
import Messages
import Processes
import Testing

@Suite struct `A handler that makes others` {
  @Test func `does so for each order, each with a message of its own`() throws {
    try withTemplate { template in
      var pids: Set<Int32> = []
      for number in 1...3 {
        let clone = try template.clone(number)
        #expect(try pids.insert(clone.child.pid).inserted)
        let result = try clone.result(of: "{\"TASK_ID\":\"\(number)\"}\n{\"text\":\"abc\"}\n")
        #expect(result["task_id"] == .string("\(number)"))
        #expect(result["bytes"] == 3)
        #expect(result["is_prepared"] == true)
        #expect(result["is_stopping"] == false)
      }
      #expect(try !template.process.child.hasEnded)
    }
  }

  @Test func `makes children of its parent, with a session, folder and signals of their own`() throws {
    try withTemplate { template in
      let (first, second) = (try template.clone(1), try template.clone(2))
      let pid = try first.child.pid
      #expect(getsid(pid) == pid)
      #expect(getpgid(pid) == pid)
      let (current, own) = (try link("/proc/\(pid)/cwd"), try link(first.folder))
      #expect(current == own)
      // Its parent: else there would be no waiting for it. Nothing is left open that is not its own.
      let open = try descriptors(of: pid, whenTheyAre: 5)
      for number in Int32(0)...3 { #expect(open.contains(number)) }
      #expect(open.count == 5, "\(open)")
      try first.child.send(signal: SIGTERM)
      #expect(try first.wait() == ChildProcess.Status.exited(0))
      let result = try second.result(of: "{}\n{}\n")
      #expect(result["is_stopping"] == false)
      #expect(try !template.process.child.hasEnded)
    }
  }

  @Test func `makes one that ends quietly when it is not needed`() throws {
    try withTemplate { template in
      let clone = try template.clone(1)
      clone.input.close()
      #expect(try clone.wait() == ChildProcess.Status.exited(0))
      clone.output.receive()
      #expect(clone.output.bytes.isEmpty)
    }
  }

  @Test func `tells why there is none`() throws {
    // By a name of its own, so that what is waited for below is nobody else's.
    try withTemplate(named: "probe-unnamed") { template in
      let clone = try Clone(template.folder)
      let answer = try template.order(clone, CloneOrder(number: 9, folder: "/no/such/folder"))
      #expect(answer == CloneOrder.Answer(number: 9, outcome: -ENOENT))
      try waitForUnnamedClone()
      #expect(try !template.process.child.hasEnded)
    }
  }

  @Test func `serves a message itself when it is used like any other`() throws {
    try withTemplate { template in
      template.process.input.send(last: Array("{\"TASK_ID\":\"7\"}\n{\"text\":\"ab\"}\n".utf8))
      template.socket.close()
      let result = try template.process.result()
      #expect(result["bytes"] == 2)
    }
  }

  @Test(arguments: [SIGTERM, SIGKILL]) func `leaves those that it has made when it ends`(signal: Int32) throws
  {
    try withTemplate { template in
      let clone = try template.clone(1)
      try template.process.child.send(signal: signal)
      _ = try template.process.wait()
      let result = try clone.result(of: "{}\n{}\n")
      #expect(result["attempt"] == 1)
    }
  }
}

// MARK: - The dispatcher's part

/// A process and our ends of its pipes.
private final class Clone {
  let folder: String
  /// Set once there is a process.
  var started: ChildProcess?
  var theirs: [Int32] = [-1, -1, -1, -1]
  let input: Feed
  let output: Capture
  private let rest: [Capture]

  var child: ChildProcess {
    get throws { try #require(started) }
  }

  init(_ folder: String) throws {
    self.folder = folder
    input = try Feed(sending: nil, reader: &theirs[0])
    output = try Capture(limit: 1 << 20, keeps: .start, writer: &theirs[1])
    rest = [
      try Capture(limit: 1 << 20, keeps: .start, writer: &theirs[2]),
      try Capture(limit: 1 << 20, keeps: .start, writer: &theirs[3]),
    ]
  }

  /// Waits for its end; a process is waited for once.
  func wait() throws -> ChildProcess.Status {
    defer { started = nil }
    return try child.wait().status
  }

  /// Kills it unless it has been waited for: one that nobody waits for would be in the way of tests that wait for all.
  func end() {
    started?.send(signal: SIGKILL)
    started?.wait()
    started = nil
  }

  func result(of lines: String) throws -> JSON {
    input.send(last: Array(lines.utf8))
    return try result()
  }

  func result() throws -> JSON {
    try #require(wait() == ChildProcess.Status.exited(0))
    output.receive()
    return try JSON(parsing: output.bytes)
  }
}

private struct Template {
  let process: Clone
  let socket: OrderSocket
  let folder: String

  /// Gives an order and waits for its answer.
  func order(_ clone: Clone, _ order: CloneOrder) throws -> CloneOrder.Answer {
    try #require(socket.send(order.packet, descriptors: clone.theirs))
    for descriptor in clone.theirs { close(descriptor) }
    return try #require(CloneOrder.Answer(try word()))
  }

  func clone(_ number: Int) throws -> Clone {
    let folder = "\(self.folder)/\(number)"
    try makeFolder(folder)
    let clone = try Clone(folder)
    let answer = try order(clone, CloneOrder(number: number, folder: folder))
    #expect(answer.number == number)
    let child: ChildProcess = try #require(ChildProcess.own(answer.outcome))
    clone.started = child
    return clone
  }

  func word() throws -> [UInt8] {
    socket.wait(milliseconds: 30_000)
    guard case .packet(let packet) = socket.receive(limit: 64) else { throw Silent() }
    return packet
  }
}

private struct Silent: Error {}

/// Waits for the clone that ended before it could say who it is: a dispatcher's sweep would.
private func waitForUnnamedClone() throws {
  for _ in 0..<500 {
    for name in names(in: "/proc") {
      guard let pid = Int32(name), let stat = try? contents(of: "/proc/\(pid)/stat") else { continue }
      let fields = String(decoding: stat, as: UTF8.self).split(separator: " ")
      // Its number, its name in parentheses, its state, its parent.
      guard fields.count > 3, fields[1] == "(probe-unnamed)", fields[2] == "Z", fields[3] == "\(getpid())"
      else {
        continue
      }
      waitpid(pid, nil, 0)
      return
    }
    poll(nil, 0, 10)
  }
  throw Silent()
}

/// Runs `body` with a probe that has said that it makes others; it is killed afterwards.
private func withTemplate(named name: String = "probe-handler", _ body: (Template) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let process = try Clone(folder)
    var theirs: Int32 = -1
    let socket = try OrderSocket(theirs: &theirs)
    let program = "\(folder)/\(name)"
    try #require(symlink(builtProduct("probe-handler"), program) == 0)
    var launch = Launch(program)
    launch.environment = ["TASK_WARM": "1", "TASK_EVENTS_FD": "3", "TASK_TEMPLATE_FD": "4"]
    launch.descriptors = process.theirs + [theirs]
    process.started = try launch.start()
    for descriptor in process.theirs + [theirs] { close(descriptor) }
    defer { process.end() }
    let template = Template(process: process, socket: socket, folder: folder)
    #expect(try template.word() == CloneOrder.readiness)
    try body(template)
  }
}

private func link(_ path: String) throws -> String {
  let resolved = try #require(realpath(path, nil))
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The descriptors of a process as soon as they are so many, or else those that it has in the end.
///
/// It tells of itself over one that it closes only then.
private func descriptors(of pid: Int32, whenTheyAre count: Int) throws -> Set<Int32> {
  for _ in 0..<500 {
    if try descriptors(of: pid).count == count { break }
    poll(nil, 0, 10)
  }
  return try descriptors(of: pid)
}

private func descriptors(of pid: Int32) throws -> Set<Int32> {
  let stream = try #require(opendir("/proc/\(pid)/fd"))
  defer { closedir(stream) }
  var numbers: Set<Int32> = []
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if let number = Int32(name) { numbers.insert(number) }
  }
  return numbers
}
