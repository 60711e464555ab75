// The CPU time of this process.

internal import Glibc

/// How long processors have worked for this process.
public enum CPUTime {
  /// User and system time so far, that of children that were waited for included.
  public static var seconds: Double {
    [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, whose in
      var usage = rusage()
      getrusage(__rusage_who_t(whose.rawValue), &usage)
      let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
      return sum + Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
  }
}
