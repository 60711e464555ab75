// The CPU time of this process.

internal import Glibc

/// How long processors have worked for this process.
public enum CPUTime {
  /// User and system time so far, that of children that were waited for included.
  public static var microseconds: Int { ofThis(RUSAGE_SELF) + ofThis(RUSAGE_CHILDREN) }

  private static func ofThis(_ whose: __rusage_who) -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(whose.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return seconds * 1_000_000 + Int(usage.ru_utime.tv_usec) + Int(usage.ru_stime.tv_usec)
  }
}
