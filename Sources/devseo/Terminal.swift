// Stdout, stderr and the clock: all of the system that the commands touch by themselves.

internal import Glibc
internal import Runtime

/// What the process was started from.
enum Terminal {
  /// Writes bytes to stdout; whoever reads no further ends us.
  static func write(_ bytes: [UInt8]) { Stream.output.write(bytes) }

  /// Writes a line to stdout.
  static func say(_ line: String) { Stream.output.write("\(line)\n") }

  /// Writes a line of others' text to stdout: to a person escaped, to a program as it is.
  static func say(foreign text: String) { say(isInteractive ? text.safe(lines: true) : text) }

  /// Writes a line to stderr.
  static func complain(_ line: String) {
    guard !line.isEmpty else { return }
    Stream.errors.write("\(line)\n")
  }

  /// Asks a person on stderr, and reads a line; nil: there is none to ask.
  static func answer(to question: String) -> String? {
    guard Stream.input.isTerminal, Stream.errors.isTerminal else { return nil }
    Stream.errors.write(question)
    return readLine() ?? ""
  }

  /// Whether stdout is read by a person.
  static var isInteractive: Bool { Stream.output.isTerminal }

  /// The text in a colour of SGR (ECMA-48), if stdout is a terminal and NO_COLOR is not set.
  static func coloured(_ text: String, _ colour: Colour) -> String {
    colours(isInteractive) ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Whether text is coloured: on terminals, unless NO_COLOR is set.
  static func colours(_ isTerminal: Bool) -> Bool { isTerminal && Environment.variable("NO_COLOR") == nil }

  /// The colours in use.
  enum Colour: Int {
    case bold = 1
    case red = 31
    case green = 32
    case yellow = 33
  }

  /// Ends the process.
  static func end(_ status: Failure.Status) -> Never { exit(status.rawValue) }

  /// Seconds since 1970.
  static var now: Double {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
  }

  /// Waits.
  static func pause(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    // A signal may shorten it, which makes whoever waits look once more.
    nanosleep(&time, nil)
  }

  /// Who we are to Celery: `gen<pid>@<host>`.
  static var origin: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "gen\(getpid())@\(host)"
  }
}
