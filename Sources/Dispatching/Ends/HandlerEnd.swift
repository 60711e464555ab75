// How a handler's process ended and what it left behind: all that a verdict is made of.

public import Messages

/// The end of one run, as the dispatcher saw it.
public struct HandlerEnd: Sendable {
  /// How the process ended.
  public enum Status: Hashable, Sendable {
    /// It exited with this code.
    case exited(Int32)
    /// This signal killed it.
    case signaled(Int32)
    /// It never started: the call that failed, and why.
    case notStarted(String)
    /// It was not started because the machine lacks something at present: the call that failed, and why.
    case noRoom(String)
  }

  /// What the dispatcher did to it before, worst last.
  public enum Intervention: Int, Hashable, Sendable, Comparable {
    /// Nothing.
    case none
    /// Asked it to end, to drain.
    case asked
    /// Asked it to end at the soft limit.
    case softLimit
    /// Killed it at the hard limit.
    case hardLimit
    /// Asked it to end because somebody terminated the task, and killed it if it did not.
    case revoked
    /// Killed it because the claim was lost: whatever it says counts for nothing.
    case lost

    /// Worse is greater.
    public static func < (one: Intervention, other: Intervention) -> Bool { one.rawValue < other.rawValue }
  }

  /// How the process ended.
  public var status: Status
  /// What the dispatcher did to it.
  public var intervention: Intervention
  /// What it wrote to stdout, up to the limit.
  public var output: [UInt8]
  /// Whether it wrote more than the limit.
  public var isOutputCut: Bool
  /// The last lines of stderr.
  public var errors: String
  /// The events it sent, progress left aside.
  public var events: [Event]
  /// User and system time, its waited-for children included.
  public var cpuSeconds: Double

  /// Makes an end from its parts.
  public init(
    _ status: Status, intervention: Intervention = .none, output: [UInt8] = [], isOutputCut: Bool = false,
    errors: String = "", events: [Event] = [], cpuSeconds: Double = 0
  ) {
    self.status = status
    self.intervention = intervention
    self.output = output
    self.isOutputCut = isOutputCut
    self.errors = errors
    self.events = events
    self.cpuSeconds = cpuSeconds
  }
}
