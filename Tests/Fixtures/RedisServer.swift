// A real redis-server of a test's own, on a socket in a folder of its own, for as long as a closure runs. It can be
// killed, restarted with its data, and made to hang.

import Glibc
import Processes
import Synchronization

/// Runs `body` with a private Redis server, which is ended and removed afterwards.
///
/// - Parameters:
///   - options: What the server is to have beyond a unix socket.
///   - body: What to do meanwhile.
/// - Returns: What `body` returned.
/// - Throws: ``ServerFailure`` when the server does not start, or what `body` threw.
public func withRedis<Result>(
  _ options: RedisOptions = RedisOptions(), _ body: (RedisServer) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let redis = try RedisServer(options, in: folder)
    defer { redis.remove() }
    try redis.start()
    return try body(redis)
  }
}

/// A Redis server under test conditions.
public final class RedisServer: Sendable {
  /// The path of its unix socket.
  public let socket: String
  /// Its port on 127.0.0.1; nil: it has none.
  public let port: UInt16?
  private let options: RedisOptions
  private let folder: String
  private let process = Mutex<ChildProcess?>(nil)

  fileprivate init(_ options: RedisOptions, in folder: String) throws {
    self.options = options
    self.folder = folder
    socket = "\(folder)/socket"
    port = options.listensOnTCP ? try freePort() : nil
  }

  /// The URL of database 0, with the password: that of the port, or else that of the socket.
  public var url: String { url(database: 0) }

  /// The URL of a database.
  public func url(database: Int) -> String {
    guard let port else {
      let password = options.password.map { "&password=\(percentEncoded($0))" } ?? ""
      return "unix://\(socket)?db=\(database)\(password)"
    }
    let password = options.password.map { ":\(percentEncoded($0))@" } ?? ""
    return "redis://\(password)127.0.0.1:\(port)/\(database)"
  }

  /// Its process id while it runs.
  public var pid: Int32? { process.withLock { $0?.pid } }

  /// Starts it, and waits until it answers.
  ///
  /// - Throws: ``ServerFailure``.
  public func start() throws {
    guard let path = executable("redis-server") else {
      throw ServerFailure(description: "cannot start redis-server: it is not in PATH")
    }
    // A socket left by a killed predecessor refuses connections until the new server has bound it anew.
    unlink(socket)
    let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(log) }
    var launch = Launch(path, options.arguments(socket: socket, port: port, folder: folder))
    launch.environment = ["PATH": "/usr/bin:/bin"]
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(nothing) }
    launch.descriptors = [nothing, log, log]
    launch.deathSignal = SIGKILL
    let child = try launch.start()
    process.withLock { $0 = child }
    guard RedisProbe(socket: socket).waitUntilReady(unlessEnded: child.pidfd) else {
      kill()
      let said = (try? contents(of: "\(folder)/log")).map { String(decoding: $0, as: UTF8.self) } ?? ""
      throw ServerFailure(description: "cannot start redis-server: it said: \(said.suffix(400))")
    }
  }

  /// Ends it as the kernel would, without a farewell to anybody.
  public func kill() {
    process.withLock { child in
      child?.send(signal: SIGKILL)
      child?.wait()
      child = nil
    }
  }

  /// Kills it and starts it again, with the data of its append-only file if it has one.
  ///
  /// - Throws: ``ServerFailure``.
  public func restart() throws {
    kill()
    try start()
  }

  /// Makes it hang: connections are still accepted by the kernel, and nothing is answered.
  public func pause() { process.withLock { _ = $0?.send(signal: SIGSTOP) } }

  /// Lets it go on.
  public func resume() { process.withLock { _ = $0?.send(signal: SIGCONT) } }

  /// Runs one command by a `redis-cli` of its own.
  ///
  /// - Parameter arguments: As on the command line; `-n 3` before the command chooses a database.
  /// - Returns: What it printed, without the last line end.
  /// - Throws: ``ServerFailure`` when there is no `redis-cli`, ``Overdue`` when it does not end.
  @discardableResult public func cli(_ arguments: String...) throws -> String { try cli(arguments) }

  /// Runs one command by a `redis-cli` of its own.
  ///
  /// - Parameter arguments: As on the command line.
  /// - Returns: What it printed, without the last line end.
  /// - Throws: ``ServerFailure`` when there is no `redis-cli`, ``Overdue`` when it does not end.
  @discardableResult public func cli(_ arguments: [String]) throws -> String {
    guard let path = executable("redis-cli") else {
      throw ServerFailure(description: "cannot start redis-cli: it is not in PATH")
    }
    let password = options.password.map { ["--no-auth-warning", "-a", $0] } ?? []
    let ended = try runProgram(path, arguments: ["-s", socket] + password + arguments)
    var text = Substring(ended.outputText + ended.errorText)
    if text.hasSuffix("\n") { text.removeLast() }
    return String(text)
  }

  fileprivate func remove() {
    kill()
    let appended = "\(folder)/appendonlydir"
    for name in names(in: appended) { unlink("\(appended)/\(name)") }
    rmdir(appended)
  }
}
