// The one wait of the loop: for descriptors, or until something is due.

internal import Glibc
internal import Processes
internal import Queue

extension DispatchLoop {
  /// Waits until something has happened, or is due.
  ///
  /// - Parameter machineDeadline: When the machine wants to be woken.
  func wait(until machineDeadline: ContinuousClock.Instant?) {
    polled.removeAll(keepingCapacity: true)
    polled.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
    let ofWatches = watches.interests
    watched = polled.count..<(polled.count + ofWatches.count)
    for interest in ofWatches + pipe.interests + ear.interests {
      polled.append(pollfd(fd: interest.descriptor, events: interest.events, revents: 0))
    }
    fleet.addInterests(to: &polled)
    let deadlines =
      [
        machineDeadline, pipe.nextDeadline, watches.nextDeadline, fleet.nextDeadline, ear.nextDeadline,
        sweepDue,
      ]
    let deadline = deadlines.compactMap { $0 }.min()
    var count: Int32 = 0
    repeat {
      count = poll(&polled, nfds_t(polled.count), Self.milliseconds(until: deadline))
      // Most of what a watch hears it only reads away, and another answer comes in a moment.
    } while count > 0 && isOnlyRead(count)
    if count == 0 { rest() }
    fleet.take(readiness: polled)
  }

  /// Whether what has happened was all for the watches, and nothing that anybody needs to know.
  private func isOnlyRead(_ count: Int32) -> Bool {
    let ready = polled[watched].count { $0.revents != 0 }
    guard ready == count else { return false }
    news += watches.handle(isReady)
    for index in watched { polled[index].revents = 0 }
    guard news.isEmpty else { return false }
    return watches.interests.elementsEqual(polled[watched]) {
      $0.descriptor == $1.fd && $0.events == $1.events
    }
  }

  /// Whether something has happened to one of these descriptors.
  func isReady(_ interests: [RedisPipe.Interest]) -> Bool {
    polled.contains { polled in polled.revents != 0 && interests.contains { $0.descriptor == polled.fd } }
  }

  private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
    guard let deadline else { return -1 }
    let (seconds, attoseconds) = (deadline - .now).components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    // Rounded up: a deadline that is not reached yet would make the loop spin.
    return Int32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
