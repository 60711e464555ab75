// A program while it runs: one loop of poll feeds its stdin, takes in what it writes, and sees its end.

public import Processes
internal import Glibc

/// A running program.
public final class RunningProgram {
  /// Its process.
  public let child: ChildProcess
  private let program: Program
  private let wiring: Wiring
  private let deadline: Double
  private var peakKiB = 0
  private var end: (status: ChildProcess.Status, cpuSeconds: Double)?

  init(_ program: Program) throws {
    self.program = program
    // A program may end without reading all of its input.
    signal(SIGPIPE, SIG_IGN)
    wiring = try Wiring(program)
    var launch = Launch(program.path, program.arguments)
    launch.environment = ["PATH": Program.path]
    if program.events != nil { launch.environment["TASK_EVENTS_FD"] = "3" }
    launch.environment.merge(program.environment) { _, given in given }
    launch.directory = program.directory
    launch.descriptors = wiring.childSide
    do {
      child = try launch.start()
    } catch {
      wiring.closeAll()
      throw error
    }
    wiring.closeChildSide()
    deadline = RunningProgram.now + program.deadlineSeconds
  }

  /// Sends a signal to the process alone.
  public func send(signal: Int32) { child.send(signal: signal) }

  /// Sends a signal to the process and all that it started, as far as they stayed in its group.
  public func sendToGroup(signal: Int32) { Glibc.kill(-child.pid, signal) }

  /// Sends bytes to stdin, as fast as they are taken.
  public func send(_ text: String) { wiring.pending += Array(text.utf8) }

  /// Presses keys at the terminal; a line ends in `\n`, and `\u{04}` is Control-D.
  public func type(_ text: String) { wiring.type(text) }

  /// Ends stdin when all has been sent.
  public func closeInput() { wiring.isInputComplete = true }

  /// Waits until the program has read all that was sent to its stdin.
  public func waitForReading() throws {
    try pump("reading its input") { [wiring] in wiring.isInputTaken }
  }

  /// Waits until a text has been written to stderr or the terminal.
  public func wait(forErrors text: String) throws {
    try pump("writing \(text)") { [wiring] in
      String(decoding: wiring.taken(.errors) + wiring.taken(.terminal), as: UTF8.self).contains(text)
    }
  }

  /// Waits until a text has been written to the events descriptor.
  public func wait(forEvent text: String) throws {
    try pump("sending \(text)") { [wiring] in
      String(decoding: wiring.taken(.events), as: UTF8.self).contains(text)
    }
  }

  /// Waits until the program catches a signal, which until then would kill it.
  public func wait(forCatching signal: Int32) throws {
    try pump("catching signal \(signal)") { [child] in child.catches(signal) }
  }

  /// Waits until something has happened that a closure can tell; it is asked again and again.
  ///
  /// - Parameters:
  ///   - aim: What is waited for, in words that follow "without".
  ///   - isDone: Whether it has happened; what it throws ends the wait.
  /// - Throws: ``Overdue``, or what `isDone` threw.
  public func wait(for aim: String, until isDone: () throws -> Bool) throws {
    try pump(aim, until: isDone)
  }

  /// Everything that it has written to stderr so far, as far as a wait has taken it in.
  public var errorsSoFar: [UInt8] { wiring.taken(.errors) }

  /// Waits for the end.
  ///
  /// - Returns: What the program left behind.
  /// - Throws: ``Overdue`` when it had to be killed.
  public func ended() throws -> Ended {
    if case .bytes = program.input { closeInput() }
    try pump("ending") { [unowned self] in self.end != nil && self.wiring.isDrained }
    guard let end else { throw overdue("ending") }
    return Ended(
      status: end.status, output: wiring.taken(.output), errors: wiring.taken(.errors),
      terminal: wiring.taken(.terminal), eventBytes: wiring.taken(.events), peakKiB: peakKiB,
      cpuSeconds: end.cpuSeconds)
  }

  /// Kills the process and its group, if they are still there.
  func kill() {
    if end == nil { reap() }
    wiring.closeAll()
  }

  // MARK: - The loop

  private func pump(_ aim: String, until isDone: () throws -> Bool) throws {
    while try !isDone() {
      guard RunningProgram.now < deadline else { throw overdue(aim) }
      if end != nil, wiring.isDrained { throw overdue(aim) }
      // Short waits, to look at the memory it uses; nothing else depends on them.
      let hasEnded = wiring.turn(waitingFor: end == nil ? child.pidfd : -1, milliseconds: 20)
      if end == nil { peakKiB = max(peakKiB, child.peakKiB) }
      if hasEnded { reap() }
    }
  }

  /// Ends the group while the leader is unreaped, so that the group's number is surely its own.
  private func reap() {
    Glibc.kill(-child.pid, SIGKILL)
    end = child.wait()
  }

  private func overdue(_ aim: String) -> Overdue {
    let said = String(decoding: wiring.taken(.errors) + wiring.taken(.terminal), as: UTF8.self)
    let how = end.map { "\($0.status)" } ?? "killed after \(program.deadlineSeconds) s"
    return Overdue(description: "\(program.path): \(how) without \(aim); it said: \(said)")
  }

  private static var now: Double {
    var moment = timespec()
    clock_gettime(CLOCK_MONOTONIC, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
  }
}
