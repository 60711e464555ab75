// The time of this machine, which the machine of states is handed with each event.

internal import Glibc

extension Now {
  /// The time on this machine's clocks.
  static var current: Now {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Now(instant: .now, unixSeconds: Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9)
  }
}
