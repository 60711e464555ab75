// The four pipes between the dispatcher and a handler, which may be laid before there is a process at their other end.

internal import Glibc
internal import Processes

/// The pipes of one handler.
final class HandlerPipes {
  /// Its message.
  let input: Feed
  /// Its result.
  let output: Capture
  /// Its log.
  let errors: Capture
  /// Its events.
  let events: Capture
  /// Its own ends: what become its descriptors 0 to 3.
  private(set) var theirs: [Int32] = [-1, -1, -1, -1]

  /// How much of stderr is kept: its end.
  private static let errorsKept = 16_384
  /// How long an event may be.
  private static let eventBytes = 1 << 20

  /// Lays them.
  ///
  /// - Parameters:
  ///   - message: What it reads; nil: that is not known yet.
  ///   - outputKiB: How long its result may be.
  /// - Throws: ``Launch/Refusal``.
  init(sending message: [UInt8]?, outputKiB: Int) throws(Launch.Refusal) {
    var ends: [Int32] = [-1, -1, -1, -1]
    do throws(Launch.Refusal) {
      input = try Feed(sending: message, reader: &ends[0])
      output = try Capture(limit: outputKiB << 10, keeps: .start, writer: &ends[1])
      errors = try Capture(limit: Self.errorsKept, keeps: .end, writer: &ends[2])
      events = try Capture(limit: Self.eventBytes, keeps: .lines, writer: &ends[3])
    } catch {
      for end in ends where end >= 0 { close(end) }
      throw error
    }
    theirs = ends
    // What the pipe holds is there when the handler asks for it.
    input.send()
  }

  deinit { closeTheirs() }

  /// Closes the handler's ends here, once it has them.
  func closeTheirs() {
    for end in theirs where end >= 0 { close(end) }
    theirs = []
  }
}
