// Finds redis-cli and looks at its version. Before 6.2 it silently sent a command again after a lost connection, and
// `--json` and `-D` came with 7.0.

internal import Processes
internal import Glibc
internal import Synchronization

/// The `redis-cli` of this machine.
struct RedisCLI {
  /// Where it lies.
  let path: String

  private static let known = Mutex<RedisCLI?>(nil)

  /// The one that was found before, or else searched for.
  ///
  /// - Throws: ``PipeError`` of code `configuration` when there is none or it is too old.
  static func found() throws(PipeError) -> RedisCLI {
    if let command = known.withLock({ $0 }) { return command }
    let command = try RedisCLI()
    known.withLock { $0 = command }
    return command
  }

  /// Searches PATH for it.
  ///
  /// - Throws: ``PipeError`` of code `configuration` when there is none or it is too old.
  init() throws(PipeError) {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    let paths = folders.split(separator: ":").map { "\($0)/redis-cli" }
    guard let path = paths.first(where: { access($0, X_OK) == 0 }) else {
      throw Self.refusal("it is not in PATH; it is part of Debian's package redis-tools")
    }
    self.path = path
    let child: RedisChild
    do {
      child = try RedisChild(path, ["--version"])
    } catch {
      throw Self.refusal(error.description)
    }
    defer { child.end() }
    let said = String(decoding: child.everything(milliseconds: 5000), as: UTF8.self)
    if let reason = Self.refusal(ofVersion: said) { throw Self.refusal(reason) }
  }

  /// Why a redis-cli that calls itself so will not do; nil: it will.
  static func refusal(ofVersion line: String) -> String? {
    let words = line.split { $0 == " " || $0 == "\n" }
    // Valkey's goes by both names.
    guard words.count >= 2, words[0] == "redis-cli" || words[0] == "valkey-cli",
      let major = Int(words[1].prefix { $0 != "." })
    else { return "it does not tell its version: \(ReplyLine.excerpt(Array(line.utf8)[...]))" }
    return major < 7 ? "it is of version \(words[1]), and 7.0 is the oldest that will do" : nil
  }

  private static func refusal(_ reason: String) -> PipeError {
    PipeError(.configuration, "cannot use redis-cli: \(reason)")
  }
}
