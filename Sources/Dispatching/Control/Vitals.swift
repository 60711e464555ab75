// What the machine cannot see of itself: its process, and those of its handlers.

/// The state of the dispatcher's process at one moment.
public struct Vitals: Hashable, Sendable {
  /// The process.
  public var processID = 0
  /// Resident memory, in bytes.
  public var residentBytes = 0
  /// CPU time of the process, in seconds, in its own code and in the kernel's.
  public var userSeconds = 0.0, systemSeconds = 0.0
  /// The most memory it had, in KiB.
  public var mostResidentKiB = 0
  /// Page faults without and with reading from disk.
  public var minorFaults = 0, majorFaults = 0
  /// Blocks read and written.
  public var blocksRead = 0, blocksWritten = 0
  /// How often it waited, and how often it was made to.
  public var voluntarySwitches = 0, involuntarySwitches = 0
  /// The machine's load over 1, 5 and 15 minutes.
  public var load: [Double] = [0, 0, 0]
  /// The processes of handlers, by slot.
  public var handlers: [Int: Int] = [:]

  /// Nothing known.
  public init() {}
}
