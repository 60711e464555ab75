// A program as a test starts it: where its descriptors lead, and for how long it may run.

/// A program and the circumstances it is started in.
public struct Program: Sendable {
  /// Where stdin comes from.
  public enum Input: Sendable {
    /// `/dev/null`.
    case nothing
    /// These bytes and then the end.
    case bytes([UInt8])
    /// A pipe that stays open: ``RunningProgram`` writes to it and closes it.
    case open
    /// The terminal.
    case terminal
    /// Nowhere: the descriptor is closed.
    case closed
  }

  /// Where something is written to.
  public enum Output: Sendable, Equatable {
    /// Kept for the test.
    case captured
    /// The terminal.
    case terminal
    /// Nowhere: the descriptor is closed.
    case closed
    /// A pipe whose reader is gone.
    case abandoned
    /// A file that exists.
    case file(String)
  }

  /// The path of the executable.
  public var path: String
  /// The arguments without the name.
  public var arguments: [String] = []
  /// Variables beside PATH; a value here goes before the one of PATH as well.
  public var environment: [String: String] = [:]
  /// The working directory; nil: this process's.
  public var directory: String?
  /// Stdin.
  public var input = Input.nothing
  /// Stdout.
  public var output = Output.captured
  /// Stderr.
  public var errors = Output.captured
  /// Descriptor 3, announced by `TASK_EVENTS_FD`; nil: there is none.
  public var events: Output?
  /// How wide the terminal is.
  public var columns: Int32 = 80
  /// After how long it is killed, and the test fails.
  public var deadlineSeconds = 30.0

  /// A program without arguments or input.
  public init(_ path: String) {
    self.path = path
  }

  static let path = "/usr/local/bin:/usr/bin:/bin"
}

/// A program that did not do in time what a test waited for.
public struct Overdue: Error, CustomStringConvertible {
  /// What was waited for, and what the program had said by then.
  public let description: String
}

/// Runs a program to its end.
///
/// - Parameters:
///   - path: The executable.
///   - arguments: The arguments without the name.
///   - input: What it reads from stdin; nil: `/dev/null`.
///   - environment: Its variables, beside PATH.
///   - events: Whether it gets an events descriptor.
///   - configure: Further circumstances.
/// - Returns: What it left behind.
/// - Throws: ``Launch/Refusal``, or ``Overdue`` when it had to be killed.
public func runProgram(
  _ path: String, arguments: [String] = [], input: [UInt8]? = nil, environment: [String: String] = [:],
  events: Bool = false, _ configure: (inout Program) -> Void = { _ in }
) throws -> Ended {
  var program = Program(path)
  program.arguments = arguments
  program.environment = environment
  program.input = input.map(Program.Input.bytes) ?? .nothing
  program.events = events ? .captured : nil
  configure(&program)
  return try withProgram(program) { try $0.ended() }
}

/// Starts a program, runs `body` while it runs, and kills what is left of it afterwards.
///
/// - Parameters:
///   - program: What to start.
///   - body: What to do meanwhile.
/// - Returns: What `body` returned.
/// - Throws: ``Launch/Refusal``, or what `body` threw.
public func withProgram<Result>(
  _ program: Program, _ body: (RunningProgram) throws -> Result
) throws -> Result {
  let running = try RunningProgram(program)
  defer { running.kill() }
  return try body(running)
}
