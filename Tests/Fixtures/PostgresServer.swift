// A real PostgreSQL of the tests' own: a cluster in a folder of its own, on a unix socket there, without fsync. One is
// made for the whole process and gives each test a database; a test that restarts its server has one to itself.
//
// PostgreSQL refuses to run as root, so root starts it as `postgres`, or as `nobody` where there is no such user. A
// shell between us and the server waits for the end of a pipe: however this process ends, the server does too.

import Glibc
import Processes
import Synchronization

/// Runs `body` with a new, empty database on the process's shared server, which is removed afterwards.
///
/// - Parameter body: Gets the URL of the database; its owner is a superuser.
/// - Returns: What `body` returned.
/// - Throws: ``ServerFailure`` when there is no server, or what `body` threw.
public func withPostgres<Result>(_ body: (String) throws -> Result) throws -> Result {
  let (server, number) = try SharedPostgres.next()
  let name = "test_\(number)"
  try server.psql("create database \(name)")
  defer { _ = try? server.psql("drop database \(name) with (force)") }
  return try body(server.url(database: name))
}

/// Runs `body` with a server of its own.
///
/// - Parameters:
///   - settings: Further settings, as in postgresql.conf.
///   - body: What to do meanwhile.
/// - Returns: What `body` returned.
/// - Throws: ``ServerFailure`` when the server does not start, or what `body` threw.
public func withPostgresServer<Result>(
  _ settings: [String: String] = [:], _ body: (PostgresServer) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let server = try PostgresServer(settings, in: folder)
    defer { server.stop() }
    try server.start(removing: false)
    return try body(server)
  }
}

/// The server that lives as long as the process.
private enum SharedPostgres {
  private static let state = Mutex<(server: PostgresServer?, databases: Int)>((nil, 0))

  static func next() throws -> (PostgresServer, Int) {
    try state.withLock { state in
      if state.server == nil {
        var template = Array("/tmp/devseo-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("make", "a folder in /tmp") }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let server = try PostgresServer([:], in: folder)
        try server.start(removing: true)
        state.server = server
      }
      state.databases += 1
      guard let server = state.server else { throw ServerFailure(description: "cannot find the server") }
      return (server, state.databases)
    }
  }
}

/// A PostgreSQL server under test conditions.
public final class PostgresServer: Sendable {
  private let programs: String
  private let folder: String
  private let settings: [String: String]
  private let guardian = Mutex<(shell: ChildProcess, pipe: Int32)?>(nil)

  /// Makes the cluster.
  fileprivate init(_ settings: [String: String], in folder: String) throws {
    self.folder = folder
    self.settings = settings
    programs = try Self.programs()
    if let user = Self.user { chown(folder, user.pw_uid, user.pw_gid) }
    try run(
      "initdb",
      ["--no-sync", "--no-locale", "-E", "UTF8", "-U", "tester", "-A", "trust", "-D", "\(folder)/data"])
    // Whoever is called guarded needs a password; everybody else is who they say.
    let rules = "local all guarded scram-sha-256\nlocal all all trust\n"
    try write(Array(rules.utf8), to: "\(folder)/data/pg_hba.conf")
  }

  /// The URL of a database for the owner of the cluster.
  public func url(database: String = "postgres") -> String {
    "postgresql://tester@/\(database)?host=\(percentEncoded(folder))"
  }

  /// Starts it, and waits until it answers.
  ///
  /// - Throws: ``ServerFailure``.
  public func start() throws { try start(removing: false) }

  /// Ends it at once, as if the machine had lost power: whoever is connected is cut off.
  public func stop() {
    guardian.withLock { held in
      guard let running = held else { return }
      close(running.pipe)
      running.shell.wait()
      held = nil
    }
  }

  /// Ends it at once and starts it again, with its data.
  ///
  /// - Throws: ``ServerFailure``.
  public func restart() throws {
    stop()
    try start()
  }

  /// Sends a signal to the server, such as SIGSTOP to its first process.
  public func send(signal: Int32) {
    guard let text = try? contents(of: "\(folder)/data/postmaster.pid"),
      let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first, let pid = Int32(line)
    else { return }
    kill(pid, signal)
  }

  /// Runs one statement by a `psql` of its own.
  ///
  /// - Parameters:
  ///   - statement: What to run.
  ///   - database: In which database.
  /// - Returns: What it printed: values alone, without the last line end.
  /// - Throws: ``ServerFailure`` when it failed.
  @discardableResult public func psql(_ statement: String, database: String = "postgres") throws -> String {
    try run("psql", ["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement, url(database: database)])
  }

  // MARK: - Its programs

  fileprivate func start(removing removes: Bool) throws {
    var settings = [
      "listen_addresses": "", "unix_socket_directories": folder, "fsync": "off",
      "full_page_writes": "off", "shared_buffers": "16MB", "max_connections": "60",
      "log_min_messages": "fatal",
    ]
    settings.merge(self.settings) { _, given in given }
    let arguments = settings.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    // SIGQUIT is PostgreSQL's word for "at once".
    let script = """
      folder=$1 removes=$2; shift 2
      "$@" </dev/null >>"$folder/log" 2>&1 & server=$!
      read -r _
      kill -QUIT "$server"; wait "$server"
      if [ "$removes" = true ]; then rm -rf "$folder"; fi
      """
    var launch = Launch(
      "/bin/sh",
      ["-c", script, "guardian", folder, "\(removes)"] + Self.asUser
        + ["\(programs)/postgres", "-D", "\(folder)/data"] + arguments)
    launch.environment = ["PATH": Program.path, "TZ": "UTC"]
    let pipe = try Pipe(reading: false)
    let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { for descriptor in [pipe.theirs, log] { close(descriptor) } }
    launch.descriptors = [pipe.theirs, log, log]
    let shell = try launch.start()
    guardian.withLock { $0 = (shell, pipe.ours) }
    try waitUntilReady()
  }

  private func waitUntilReady() throws {
    var reason = ""
    for _ in 0..<500 {
      do {
        try psql("select 1")
        return
      } catch {
        reason = "\(error)"
        // Twenty milliseconds; there is nothing that could be waited for.
        poll(nil, 0, 20)
      }
    }
    let said = (try? contents(of: "\(folder)/log")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    stop()
    throw ServerFailure(description: "cannot start postgres: \(reason); it said: \(said.suffix(400))")
  }

  @discardableResult private func run(_ program: String, _ arguments: [String]) throws -> String {
    let words = Self.asUser + ["\(programs)/\(program)"] + arguments
    let ended = try runProgram(words[0], arguments: Array(words.dropFirst())) { $0.directory = "/" }
    guard ended.status == .exited(0) else {
      throw ServerFailure(description: "cannot run \(program): it said: \(ended.errorText.suffix(400))")
    }
    return ended.outputText.hasSuffix("\n") ? String(ended.outputText.dropLast()) : ended.outputText
  }

  /// The folder of the newest server's programs: Debian keeps them out of PATH.
  private static func programs() throws -> String {
    let root = "/usr/lib/postgresql"
    let versions = names(in: root).filter { exists("\(root)/\($0)/bin/initdb") }
    if let newest = versions.max(by: { (Int($0) ?? 0) < (Int($1) ?? 0) }) { return "\(root)/\(newest)/bin" }
    guard let path = executable("initdb") else {
      throw ServerFailure(description: "cannot start postgres: it is not installed; infra/deps does that")
    }
    return String(path.dropLast("/initdb".count))
  }

  /// Whom root lets it run as; nil: we are not root.
  private static var user: passwd? {
    guard geteuid() == 0 else { return nil }
    return (getpwnam("postgres") ?? getpwnam("nobody"))?.pointee
  }

  private static var asUser: [String] {
    guard let user else { return [] }
    return [
      "/usr/bin/setpriv", "--reuid=\(user.pw_uid)", "--regid=\(user.pw_gid)", "--clear-groups",
      "--inh-caps=-all",
    ]
  }
}
