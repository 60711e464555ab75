// From options and environment to a dispatcher at work, or to one sentence that says what to do.

internal import Glibc
internal import Logging
internal import Processes
internal import Queue
internal import Runtime

/// The start of the program.
public enum Startup {
  /// Why a dispatcher does not start.
  struct Refusal: Error {
    /// The exit code, as in sysexits.h.
    var code: Int32
    /// A sentence.
    var reason: String
  }

  /// Runs a dispatcher until it is asked to end.
  ///
  /// - Parameter options: The command line.
  /// - Returns: The exit code: 0 drained, 69 Redis did not take the claims back, 75 the name is taken, 78
  ///   configuration.
  public static func run(_ options: DispatchOptions) -> Int32 {
    Hardening.forbidInspection()
    Stream.occupyStandardDescriptors()
    // Before the first line: its reader may be gone already.
    signal(SIGPIPE, SIG_IGN)
    var log = Logger(label: "dispatcher") { _ in LogLines(Console(neverWaitingFor: .errors)) }
    log.logLevel = options.logLevel
    do throws(Refusal) {
      if let file = options.logFile { log = try logger(writingTo: file, options) }
      return try serve(options, log)
    } catch {
      log.critical("\(error.reason)")
      return error.code
    }
  }

  private static func serve(_ options: DispatchOptions, _ log: Logger) throws(Refusal) -> Int32 {
    let surroundings = try Surroundings(options)
    let name = surroundings.hostname
    for flag in options.idleFlags {
      log.notice("\(flag) has no meaning here: each task has a process of its own")
    }
    let table = surroundings.handlers()
    for problem in table.problems { log.error("\(problem)") }
    guard !table.handlers.isEmpty else {
      throw Refusal(
        code: 78, reason: "cannot start: there is no usable handler in \(surroundings.handlersFolder)")
    }
    var settings = try surroundings.settings(table)
    let path = try surroundings.stateFolder()
    let folder: StateFolder
    do throws(StateError) {
      folder = try StateFolder(path, name: name, owner: settings.owner)
    } catch {
      if case .taken = error { throw Refusal(code: 75, reason: error.description) }
      throw Refusal(code: 78, reason: error.description)
    }
    settings.predecessors = folder.predecessors
    let pidFile = try options.pidFile.map { path throws(Refusal) in try PidFile(path) }
    defer { pidFile?.remove() }
    do {
      let loop = try DispatchLoop(
        settings, redis: surroundings.address, folder: folder, handlers: table,
        reload: { surroundings.handlers(former: $0) }, setting: Environment.value, log: log)
      log.info(
        "starting",
        metadata: [
          "name": .string(name), "redis": "\(surroundings.address)",
          "tasks": .string(table.handlers.keys.sorted().joined(separator: ",")),
        ])
      return loop.run()
    } catch {
      throw Refusal(code: 78, reason: "cannot start: \(error)")
    }
  }

  private static func logger(
    writingTo path: String, _ options: DispatchOptions
  ) throws(Refusal) -> Logger {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      throw Refusal(code: 78, reason: "cannot open the log file \(path): \(String(cString: strerror(errno)))")
    }
    let console = Console(neverWaitingFor: Stream(descriptor))
    var log = Logger(label: "dispatcher") { _ in LogLines(console) }
    log.logLevel = options.logLevel
    return log
  }
}

/// A file with the process's id, for those who look for it there.
private struct PidFile {
  let path: String

  init(_ path: String) throws(Startup.Refusal) {
    self.path = path
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    let text = Array("\(getpid())\n".utf8)
    guard descriptor >= 0, write(descriptor, text, text.count) == text.count else {
      throw Startup.Refusal(
        code: 78, reason: "cannot write the pid file \(path): \(String(cString: strerror(errno)))")
    }
    close(descriptor)
  }

  func remove() { unlink(path) }
}
