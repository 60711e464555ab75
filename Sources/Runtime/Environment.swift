// Configuration: a variable of the environment, or a file of that name among systemd's credentials.

internal import Glibc

/// The process's configuration.
public enum Environment {
  /// The value of a variable, or the content of the file of that name in `$CREDENTIALS_DIRECTORY`
  /// without the line ends at its end; nil when there is neither, or the value is empty.
  public static func value(of name: String) -> String? {
    if let value = variable(name), !value.isEmpty { return value }
    guard let directory = variable("CREDENTIALS_DIRECTORY"), !name.utf8.contains(UInt8(ascii: "/")) else {
      return nil
    }
    guard var content = content(ofFile: "\(directory)/\(name)") else { return nil }
    while content.last == UInt8(ascii: "\n") { content.removeLast() }
    return content.isEmpty ? nil : String(decoding: content, as: UTF8.self)
  }

  /// The value of a variable, credentials left aside.
  public static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func content(ofFile path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return try? Stream(descriptor).readAll(limit: 65_536)
  }
}
