// By what name this process is known to others.

internal import Glibc

/// The running process.
public enum ThisProcess {
  /// Its number and its machine, such as `4711@crawler-2`.
  public static var name: String {
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    return "\(getpid())@"
      + String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
