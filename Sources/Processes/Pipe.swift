// A pipe between this process and a child.

internal import CSystem
internal import Glibc

/// The two ends of a pipe.
///
/// Neither is inherited but by the child that `theirs` is handed to.
public struct Pipe: Sendable {
  /// The end that stays here; it does not block.
  public let ours: Int32
  /// The end for the child; to be closed here once that has started.
  public let theirs: Int32

  /// Makes a pipe.
  ///
  /// - Parameter reading: Whether this process reads, and the child writes.
  /// - Throws: ``Launch/Refusal``.
  public init(reading: Bool) throws(Launch.Refusal) {
    var ends: [Int32] = [-1, -1]
    guard csystem_pipe(&ends) == 0 else { throw Launch.Refusal(call: "pipe2", error: errno) }
    (ours, theirs) = reading ? (ends[0], ends[1]) : (ends[1], ends[0])
    // The flag belongs to this end alone: programs expect theirs to block.
    _ = fcntl(ours, F_SETFL, O_NONBLOCK)
  }
}
