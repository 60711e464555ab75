// What a program that has ended leaves behind.

public import Processes
public import JSONText

/// The end of a program: a failed one is a value like any other.
public struct Ended: Sendable {
  /// With which code or by which signal it ended.
  public var status: ChildProcess.Status
  /// What it wrote to stdout.
  public var output: [UInt8]
  /// What it wrote to stderr.
  public var errors: [UInt8]
  /// What it wrote to its terminal, whichever descriptors that was.
  public var terminal: [UInt8]
  /// What it wrote to the events descriptor.
  public var eventBytes: [UInt8]
  /// The most memory that it was seen to use, in KiB; 0 when it ended before anybody looked.
  public var peakKiB: Int
  /// The CPU time that it took.
  public var cpuSeconds: Double

  /// Stdout as text.
  public var outputText: String { String(decoding: output, as: UTF8.self) }
  /// Stderr as text.
  public var errorText: String { String(decoding: errors, as: UTF8.self) }
  /// What the terminal got, as text.
  public var terminalText: String { String(decoding: terminal, as: UTF8.self) }

  /// The events, one a line, without the word that a handler says at its end.
  ///
  /// - Throws: ``JSONError`` when a line is no JSON.
  public var events: [JSON] { get throws { try Self.values(eventBytes).filter { $0["end"] == nil } } }

  /// What it said at its end, as the last of its events.
  ///
  /// - Throws: ``JSONError`` when a line is no JSON.
  public var farewell: JSON? { get throws { try Self.values(eventBytes).last?["end"] } }

  /// The log, when stderr is no terminal: one object a line.
  ///
  /// - Throws: ``JSONError`` when a line is no JSON.
  public var log: [JSON] { get throws { try Self.values(errors) } }

  /// The one value on stdout.
  ///
  /// - Throws: ``JSONError`` when there is none or more than one.
  public var result: JSON { get throws { try JSON(parsing: output) } }

  private static func values(_ lines: [UInt8]) throws -> [JSON] {
    try lines.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: $0) }
  }
}
