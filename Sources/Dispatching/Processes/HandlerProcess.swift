// One running handler: its process, its pipes, what it has said so far. It never blocks; the loop asks
// it which descriptors to watch and hands their readiness in. The end is the process's word that it has said all, or
// else its exit, not the end of its pipes: a grandchild may hold those open for ever.

public import Messages
public import Processes

internal import Glibc
internal import JSONText

/// A running handler.
///
/// It belongs to the thread that started it.
public final class HandlerProcess {
  /// The process; it leads a session and group of its own.
  public let child: ChildProcess

  private let pipes: HandlerPipes
  private var input: Feed { pipes.input }
  private var output: Capture { pipes.output }
  private var errors: Capture { pipes.errors }
  private var events: Capture { pipes.events }
  private var status: HandlerEnd.Status?
  private var cpuSeconds = 0.0
  private var keptEvents: [Event] = []
  private var followUpBytes = 0
  /// What it has said of its exit in advance.
  private var announcement: (code: Int32, cpuMicroseconds: Int)?

  /// How many bytes of follow-ups a run may ask for.
  private static let followUpBytes = 4 << 20

  /// Starts a handler.
  ///
  /// - Parameter launch: What it is started with.
  /// - Throws: ``Launch/Refusal`` with the call that failed.
  public convenience init(_ launch: HandlerLaunch) throws(Launch.Refusal) {
    try self.init(launch, offering: [])
  }

  /// Starts a handler with more descriptors than the four that it needs.
  convenience init(_ launch: HandlerLaunch, offering descriptors: [Int32]) throws(Launch.Refusal) {
    let pipes = try HandlerPipes(sending: launch.input, outputKiB: launch.limits.outputKiB)
    defer { pipes.closeTheirs() }
    self.init(try launch.process(descriptors: pipes.theirs + descriptors).start(), pipes)
  }

  /// Takes on a handler that runs already.
  init(_ child: ChildProcess, _ pipes: HandlerPipes) { (self.child, self.pipes) = (child, pipes) }

  // MARK: - For the loop

  /// The descriptors to watch: true for those to write to.
  public var watched: [(descriptor: Int32, isForWriting: Bool)] { watched(exceptWords: false) }

  /// The same, or without those on which it says more than its events.
  func watched(exceptWords: Bool) -> [(descriptor: Int32, isForWriting: Bool)] {
    var watched: [(descriptor: Int32, isForWriting: Bool)] = [(child.pidfd, false)]
    if input.isSending { watched.append((input.descriptor, true)) }
    for capture in exceptWords ? [events] : [output, errors, events] where capture.isOpen {
      watched.append((capture.descriptor, false))
    }
    return watched
  }

  /// Reads and writes what can be without waiting.
  ///
  /// - Parameter ready: The descriptors of ``watched`` that something has happened to; nil: any may be.
  /// - Returns: The events that came meanwhile, progress included.
  public func advance(_ ready: [Int32]? = nil) -> [Event] {
    if input.isSending, ready?.contains(input.descriptor) ?? true { input.send() }
    for capture in [output, errors, events] where capture.isOpen {
      if ready?.contains(capture.descriptor) ?? true { capture.receive() }
    }
    return newEvents()
  }

  /// The end, once the process has said that it is about to exit; nil before that.
  ///
  /// All that it wrote is there. It still has to be waited for, by ``reap(_:)``.
  ///
  /// - Returns: Its end as it will be, and what it left.
  public func conclude() -> HandlerEnd? {
    guard let announcement else { return nil }
    cpuSeconds = Double(announcement.cpuMicroseconds) / 1e6
    return end(.exited(announcement.code), .none)
  }

  /// The end, once the process has exited; nil while it runs.
  ///
  /// Whatever its group left running is killed.
  ///
  /// - Parameter intervention: What the dispatcher did to it before.
  /// - Returns: How it ended and what it left.
  public func reap(_ intervention: HandlerEnd.Intervention) -> HandlerEnd? {
    if status == nil { wait() }
    guard let status else { return nil }
    return end(status, intervention)
  }

  private func end(_ status: HandlerEnd.Status, _ intervention: HandlerEnd.Intervention) -> HandlerEnd {
    _ = advance()
    for end in [output, errors, events] { end.close() }
    input.close()
    return HandlerEnd(
      status, intervention: intervention, output: output.bytes, isOutputCut: output.isCut,
      errors: String(decoding: errors.bytes, as: UTF8.self), events: keptEvents, cpuSeconds: cpuSeconds)
  }

  /// Gives a handler that was started without a message what it waits for: two lines.
  ///
  /// - Parameters:
  ///   - context: The `TASK_` variables, as one line of JSON with its end.
  ///   - message: The message, as one line of JSON with its end.
  func send(context: [UInt8], message: [UInt8]) { input.send(last: context + message) }

  /// Sends a signal to the handler and all it started, as far as that stayed in its group.
  public func signal(_ number: Int32) {
    guard status == nil else { return }
    child.sendToGroup(signal: number)
  }

  private func wait() {
    guard child.hasEnded else { return }
    // Before it is waited for: until then its group's number is surely its own.
    child.sendToGroup(signal: SIGKILL)
    let end = child.wait()
    cpuSeconds = end.cpuSeconds
    status =
      switch end.status {
      case .exited(let code): .exited(code)
      case .signaled(let signal): .signaled(signal)
      }
  }

  /// The complete lines that came on the events descriptor; what is no event is left out.
  private func newEvents() -> [Event] {
    var found: [Event] = []
    while let line = events.nextLine() {
      guard let json = try? JSON(parsing: line), let event = try? Event(json) else { continue }
      found.append(event)
      keep(event, byteCount: line.count)
    }
    return found
  }

  /// Keeps what counts at the end: of reasons the last one, and the follow-ups.
  ///
  /// A run may last for days, so nothing else may grow with it.
  private func keep(_ event: Event, byteCount: Int) {
    switch event {
    case .progress: return
    case .end(let code, let microseconds):
      announcement = announcement ?? (code, microseconds)
      return
    case .enqueue:
      guard followUpBytes + byteCount <= Self.followUpBytes else { return }
      followUpBytes += byteCount
    case .retry: keptEvents.removeAll { if case .retry = $0 { true } else { false } }
    case .failure: keptEvents.removeAll { if case .failure = $0 { true } else { false } }
    }
    keptEvents.append(event)
  }
}
