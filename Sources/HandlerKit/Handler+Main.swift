// The main loop of a handler:
//   1. close the process to others: its variables may be secret
//   2. read the command line; --help and --version end here
//   3. started warm: get ready, become a template if that is wanted (Template.swift), then wait for the context, the
//      first line of stdin
//   4. take the message: first argument, flags, or stdin (8 MiB at most; started warm: its second line)
//   5. check it against the parameters, fill in defaults, decode it
//   6. run, with SIGTERM caught as a flag
//   7. print the result as one JSON value, or say in one sentence why there is none
//   8. without a dispatcher, send the follow-ups that the run asked for
//   9. say that all is said, and exit with the code that says what to do next

internal import Glibc
internal import JSONText
internal import Logging
internal import Messages
internal import Runtime

extension Handler {
  /// Runs the handler and ends the process.
  public static func main() {
    Hardening.forbidInspection()
    let words = Array(CommandLine.arguments.dropFirst())
    var context = Context(Environment.variable)
    // Before anything is opened that could get these numbers.
    if let events = context.eventsDescriptor, !Stream(events).isOpen { context.eventsDescriptor = nil }
    Stream.occupyStandardDescriptors()
    StopSignal.watch()
    do throws(Failure) {
      let arguments = try Arguments(words, usage: usage)
      switch arguments.request {
      case .help: end(.success(Array(usage.helpText.utf8)), of: Invocation(context: context, options: [:]))
      case .version:
        let line = Array("\(usage.name) \(Release.version)\n".utf8)
        end(.success(line), of: Invocation(context: context, options: [:]))
      case .run: break
      }
      let isWarm = WarmStart.isAsked && arguments.message == nil && arguments.flags.isEmpty
      guard isWarm || !words.isEmpty || !Stream.input.isTerminal else {
        Stream.errors.write(usage.helpText)
        exit(ExitStatus.commandLine.code)
      }
      var warm = isWarm ? WarmStart() : nil
      if isWarm {
        rehearse()
        // It comes back in each process that it makes.
        Template(rehearsing: rehearse)?.serve()
        // Nobody needs this process: that is no failure, and no result either.
        guard let told = try warm?.context() else { exit(ExitStatus.done.code) }
        context = told
      }
      let invocation = Invocation(context: context, options: arguments.options)
      end(run(arguments, &warm, invocation), of: invocation)
    } catch {
      end(Result<[UInt8], Failure>.failure(error), of: Invocation(context: context, options: [:]))
    }
  }

  /// Takes the message and does the work.
  private static func run(
    _ arguments: Arguments, _ warm: inout WarmStart?, _ invocation: Invocation
  ) -> Result<[UInt8], Failure> {
    do throws(Failure) {
      let checked = try checkedMessage(arguments, &warm)
      invocation.begin(usage.name, with: checked)
      let message = try decoded(checked)
      let handler = Self()
      let result = try handler.run(message, invocation)
      return .success(try handler.output(result, isDispatched: invocation.context.isDispatched))
    } catch {
      return .failure(error)
    }
  }

  private static func checkedMessage(
    _ arguments: Arguments, _ warm: inout WarmStart?
  ) throws(Failure) -> JSON {
    let check = MessageCheck(parameters: usage.parameters)
    if let text = arguments.message { return try check.message(parsing: Array(text.utf8)) }
    if !arguments.flags.isEmpty { return try check.checked(arguments.flags) }
    return try check.message(parsing: input(&warm))
  }

  private static func input(_ warm: inout WarmStart?) throws(Failure) -> [UInt8] {
    if let line = try warm?.message() { return line }
    do throws(Stream.ReadError) {
      return try Stream.input.readAll(limit: messageLimitBytes, waiting: StopSignal.waits)
    } catch {
      throw error.failure("the message", limit: "8 MiB")
    }
  }

  static func decoded(_ message: JSON) throws(Failure) -> Message {
    do throws(JSONError) {
      return try message.decode()
    } catch {
      throw .message("cannot read the message: \(error)")
    }
  }

  /// The result as one line, made smaller when a dispatcher would refuse it.
  func output(_ result: JSON, isDispatched: Bool) throws(Failure) -> [UInt8] {
    var line = result.bytes()
    if isDispatched, line.count >= resultLimitBytes { line = abridged(result).bytes() }
    guard !isDispatched || line.count < resultLimitBytes else {
      throw .failed(
        "cannot return the result: \(line.count) bytes are more than 1 MiB", type: "ResultTooLarge")
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  private static func end(_ outcome: Result<[UInt8], Failure>, of invocation: Invocation) -> Never {
    invocation.finishProgress()
    switch outcome.flatMap(written) {
    case .success:
      invocation.finish(.done)
      leave(.done, invocation)
    case .failure(let failure):
      invocation.report(failure)
      invocation.finish(failure.status)
      invocation.log.error("\(failure)")
      leave(failure.status, invocation)
    }
  }

  /// Ends the process, and says so first.
  ///
  /// Taking it down takes the system as long as a small task takes; nobody needs to wait for that.
  private static func leave(_ status: ExitStatus, _ invocation: Invocation) -> Never {
    invocation.tell(end: status)
    exit(status.code)
  }

  /// Prints the result; one that did not arrive is no success.
  private static func written(_ result: [UInt8]) -> Result<Void, Failure> {
    guard !Stream.output.write(result) else { return .success(()) }
    return .failure(.failed("cannot write the result: \(String(cString: strerror(errno)))"))
  }
}

/// A message larger than this is refused: nothing that is sent through Redis should come near it.
let messageLimitBytes = 8 << 20

/// What a dispatcher takes from stdout.
private let resultLimitBytes = 1 << 20

extension Stream.ReadError {
  /// The end of a run that could not read what it needs.
  func failure(_ object: String, limit: String) -> Failure {
    switch self {
    case .tooLarge: .message("cannot read \(object): it is larger than \(limit)")
    case .interrupted: .later("cannot read \(object): stopped by a signal", isCharged: false)
    case .failed(let reason): .failed("cannot read \(object): \(reason)")
    }
  }
}
