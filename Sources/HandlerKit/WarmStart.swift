// A process that is started before its message exists: it gets ready, then reads two lines from stdin, the context
// as one JSON object and the message as another, and from there on is a run like any other.

internal import Glibc
internal import JSONText
internal import Logging
internal import Messages
internal import Runtime

/// What a process that was started warm is told.
struct WarmStart {
  /// Whether whoever started this process has no message for it yet.
  static var isAsked: Bool { Environment.variable("TASK_WARM") == "1" }

  private let input: Stream
  private var lines: LineReader
  private let variable: (String) -> String?

  /// Makes the reader.
  ///
  /// - Parameters:
  ///   - input: Where the lines come from.
  ///   - variable: Gives the variables of the environment.
  init(_ input: Stream = .input, _ variable: @escaping (String) -> String? = Environment.variable) {
    self.input = input
    lines = LineReader(input)
    self.variable = variable
  }

  /// One that reads these few bytes, from a pipe of its own as the real one; nil: there is no pipe.
  static func rehearsal(of bytes: [UInt8]) -> WarmStart? {
    var ends: [Int32] = [-1, -1]
    guard bytes.count <= 4096, pipe(&ends) == 0 else { return nil }
    defer { close(ends[1]) }
    Stream(ends[1]).write(bytes)
    return WarmStart(Stream(ends[0]))
  }

  /// Closes the pipe of a rehearsal.
  func endRehearsal() { close(input.descriptor) }

  /// Waits for the first line.
  ///
  /// - Returns: The circumstances of the run, told by the line and, where it does not name one, by the
  ///   environment; nil when nothing came, and nothing will.
  /// - Throws: ``Failure`` when the line is no context.
  mutating func context() throws(Failure) -> Context? {
    let line: [UInt8]?
    do throws(Stream.ReadError) {
      line = try lines.next(limit: 65_536, waiting: StopSignal.waitsAtRest)
    } catch {
      if case .interrupted = error, !lines.isWithinLine { return nil }
      throw error.failure("the context", limit: "64 KiB")
    }
    guard let line else {
      guard lines.isWithinLine else { return nil }
      throw .later("cannot read the context: stdin ended within its line", isCharged: false)
    }
    let members = try Self.members(line)
    var context = Context { members[$0]?.string ?? variable($0) }
    // This process has opened descriptors of its own by now.
    if let events = context.eventsDescriptor, !Stream(events).isInherited { context.eventsDescriptor = nil }
    return context
  }

  /// Waits for the second line.
  ///
  /// - Returns: The message as JSON text.
  /// - Throws: ``Failure`` when none comes: the run is given back.
  mutating func message() throws(Failure) -> [UInt8] {
    let line: [UInt8]?
    do throws(Stream.ReadError) {
      line = try lines.next(limit: messageLimitBytes, waiting: StopSignal.waits)
    } catch {
      throw error.failure("the message", limit: "8 MiB")
    }
    // Half a message may look like a whole one: an empty line is the empty message.
    guard let line else {
      throw .later("cannot read the message: stdin ended before the end of its line", isCharged: false)
    }
    return line
  }

  private static func members(_ line: [UInt8]) throws(Failure) -> [String: JSON] {
    let value: JSON
    do throws(JSONError) {
      value = try JSON(parsing: line)
    } catch {
      throw .message("cannot read the context: it is no JSON: \(error)")
    }
    guard let members = value.object else {
      throw .message("cannot read the context: expected an object, found \(value.kind)")
    }
    if let (name, value) = members.filter({ $0.value.string == nil }).min(by: { $0.key < $1.key }) {
      throw .message(
        "cannot read the context: \(name.clipped(toBytes: 64)): expected a string, found \(value.kind)")
    }
    return members
  }
}

extension Handler {
  /// Does for nobody what every run does, with the example of the help: what Swift looks up once is then looked
  /// up, and the code is in memory.
  static func rehearse() {
    prepare()
    let lines = rehearsedLines
    guard var warm = WarmStart.rehearsal(of: lines.context + lines.message), var context = try? warm.context()
    else { return }
    defer { warm.endRehearsal() }
    context.eventsDescriptor = nil
    let invocation = Invocation(context: context, options: [:])
    if let text = try? warm.message(),
      let message = try? MessageCheck(parameters: usage.parameters).message(parsing: text)
    {
      invocation.begin(usage.name, with: message)
      _ = try? decoded(message)
    }
    _ = try? Self().output(["rehearsed": true], isDispatched: true)
    invocation.finishProgress()
    invocation.finish(.done)
    let nowhere = Stream(-1)
    context.eventsDescriptor = nowhere.descriptor
    let unheard = Invocation(context: context, options: [:], console: Console(nowhere))
    unheard.log.error("rehearsed")
    unheard.tell(end: .done)
  }

  /// A context and the message of the help's example.
  private static var rehearsedLines: (context: [UInt8], message: [UInt8]) {
    let names = ["TASK_ID", "TASK_NAME", "TASK_QUEUE", "TASK_ROOT_ID"]
    var context = Dictionary(uniqueKeysWithValues: names.map { ($0, JSON.string("rehearsal")) })
    for name in ["TASK_ATTEMPT", "TASK_MAX_ATTEMPTS", "TASK_FENCE", "TASK_SOFT_DEADLINE", "TASK_DEADLINE"] {
      context[name] = "1"
    }
    let examples = usage.parameters.compactMap { parameter in parameter.example.map { (parameter.name, $0) } }
    let message = JSON.object(Dictionary(examples) { $1 })
    let end = [UInt8(ascii: "\n")]
    return (JSON.object(context).bytes() + end, message.bytes() + end)
  }
}
