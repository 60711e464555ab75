// What the kernel tells of this process.

internal import Glibc

extension Vitals {
  /// As it is now; without the handlers, which the fleet knows.
  static var current: Vitals {
    var vitals = Vitals()
    vitals.processID = Int(getpid())
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    vitals.userSeconds = usage.ru_utime.seconds
    vitals.systemSeconds = usage.ru_stime.seconds
    vitals.mostResidentKiB = usage.ru_maxrss
    (vitals.minorFaults, vitals.majorFaults) = (usage.ru_minflt, usage.ru_majflt)
    (vitals.blocksRead, vitals.blocksWritten) = (usage.ru_inblock, usage.ru_oublock)
    (vitals.voluntarySwitches, vitals.involuntarySwitches) = (usage.ru_nvcsw, usage.ru_nivcsw)
    var load = [0.0, 0, 0]
    if getloadavg(&load, 3) == 3 { vitals.load = load.map { ($0 * 100).rounded() / 100 } }
    // The second number is the resident size in pages.
    let sizes = (FileContent.read("/proc/self/statm") ?? []).split(separator: UInt8(ascii: " "))
    if sizes.count > 1, let pages = Int(String(decoding: sizes[1], as: UTF8.self)) {
      vitals.residentBytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
    return vitals
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
