// The back end of the logging API: JSON lines for machines, readable lines on a terminal. Values come
// from messages and from strangers' websites, so each is cut and its control characters are escaped.

internal import Glibc
internal import JSONText
public import Logging

/// Writes log events to the console.
///
/// ```swift
/// let log = Logger(label: "dispatcher") { _ in LogLines(level: .debug, metadata: ["host": "a"]) }
/// ```
public struct LogLines: LogHandler {
  /// What is less urgent is left out.
  public var logLevel: Logger.Level
  /// What every line has beside its own metadata, which goes before it.
  public var metadata: Logger.Metadata
  /// Not asked: all that a line has is given to it or stands in ``metadata``.
  public var metadataProvider: Logger.MetadataProvider?
  private let console: Console
  /// The task whose run is logged; it is no ``metadata``, since most runs log nothing and need no dictionary.
  private let taskID: String?

  /// Makes a back end.
  ///
  /// - Parameters:
  ///   - console: Where the lines go.
  ///   - level: The least urgent level that is written.
  ///   - metadata: What every line has.
  ///   - taskID: What every line has as `task_id`; nil: nothing.
  public init(
    _ console: Console = .standard, level: Logger.Level = .info, metadata: Logger.Metadata = [:],
    taskID: String? = nil
  ) {
    self.console = console
    logLevel = level
    self.metadata = metadata
    self.taskID = taskID
  }

  /// A value of ``metadata``.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes one event as one line.
  public func log(event: LogEvent) {
    var fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
    if let taskID { fields["task_id"] = fields["task_id"] ?? .string(taskID) }
    console.write(Self.line(event.level, event.message.description, fields, for: console))
  }

  /// A line as whoever reads the console wants it.
  static func line(
    _ level: Logger.Level, _ message: String, _ fields: Logger.Metadata, for console: Console
  ) -> String {
    console.isTerminal
      ? readableLine(level, message, fields) : jsonLine(level, message, fields, time: now)
  }

  /// The line that stands for so many others.
  static func line(missing count: Int, for console: Console) -> String {
    line(.warning, "log lines are missing: their reader was too slow", ["count": "\(count)"], for: console)
  }

  /// One JSON object: time, level, message, and the metadata beside them.
  static func jsonLine(
    _ level: Logger.Level, _ message: String, _ fields: Logger.Metadata, time: String
  ) -> String {
    var members = fields.mapValues { JSON.string($0.description.madeSafe) }
    members["time"] = .string(time)
    members["level"] = .string(level.rawValue)
    members["message"] = .string(message.madeSafe)
    return JSON.object(members).description + "\n"
  }

  /// The message, its metadata behind it; the level only where it matters, in colour.
  static func readableLine(_ level: Logger.Level, _ message: String, _ fields: Logger.Metadata) -> String {
    let mark =
      switch level {
      case .critical, .error: "\u{1B}[31merror\u{1B}[0m: "
      case .warning: "\u{1B}[33mwarning\u{1B}[0m: "
      default: ""
      }
    let details = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.description.madeSafe)" }
    return mark + message.madeSafe + details.joined() + "\n"
  }

  /// The time as ISO 8601 with milliseconds, UTC.
  private static var now: String {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    var parts = tm()
    gmtime_r(&moment.tv_sec, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    let seconds = String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let milliseconds = String(moment.tv_nsec / 1_000_000 + 1000).dropFirst()
    return "\(seconds).\(milliseconds)Z"
  }
}
