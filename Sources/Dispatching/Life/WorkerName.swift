// The name of a dispatcher among Celery's workers: `name@host`.

internal import Glibc

/// Names as `celery worker --hostname` takes them.
public enum WorkerName {
  /// The name that a pattern stands for.
  ///
  /// `%h` is the host's whole name, `%n` its first part, `%d` the rest, `%%` a percent sign. Without an `@`
  /// the pattern is what stands before one, as in Celery.
  ///
  ///     devseo@%h -> devseo@web1.example.org      w%n -> wweb1@web1.example.org
  ///
  /// - Parameters:
  ///   - pattern: What was asked for.
  ///   - host: The name of this machine.
  /// - Returns: `name@host`.
  public static func expanded(_ pattern: String, host: String = WorkerName.host) -> String {
    let parts = host.split(separator: ".", maxSplits: 1).map(String.init)
    var name = ""
    var rest = (pattern.contains("@") ? pattern : "\(pattern)@%h")[...]
    while let character = rest.popFirst() {
      guard character == "%", let key = rest.first else {
        name.append(character)
        continue
      }
      switch key {
      case "h": name += host
      case "n": name += parts.first ?? ""
      case "d": name += parts.count > 1 ? parts[1] : ""
      case "%": name += "%"
      default: name += "%\(key)"
      }
      rest.removeFirst()
    }
    return name
  }

  /// The name of this machine.
  public static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
