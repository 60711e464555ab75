// Handlers that wait for their messages: their processes and folders. How many there are is the pool's
// decision.

internal import Glibc
internal import Logging
internal import Messages
internal import Processes
internal import Queue

/// The spare handlers of a dispatcher.
final class WarmHandlers {
  /// A handler without a message.
  struct Spare {
    var process: HandlerProcess
    var folder: PrivateFolder
    /// The program that was started, and which file that was then.
    var path: String
    var program: FileIdentity?
  }

  private var pool: WarmPool
  private var handlers: [String: InstalledHandler] = [:]
  /// The oldest first.
  private var spares: [String: [Spare]] = [:]
  /// Folders of spares that were ended, to be done away with.
  private var abandoned: [PrivateFolder] = []
  private let setting: (String) -> String?
  private let log: Logger

  init(most: Int, setting: @escaping (String) -> String?, log: Logger) {
    pool = WarmPool(most: most)
    self.setting = setting
    self.log = log
  }

  /// Whether there is anything to look after.
  var isIdle: Bool { handlers.isEmpty && spares.isEmpty && abandoned.isEmpty }

  /// Takes the handlers that may be started before their messages; spares of others end.
  func install(_ table: HandlerTable) {
    let warm = table.handlers.filter { $0.value.manifest.isWarm }
    // One that was changed must not serve as it was.
    for (task, handler) in handlers where warm[task] != handler { endAll(task) }
    handlers = warm
  }

  /// Ends those of a task whose handler is another one now.
  private func endAll(_ task: String) {
    for spare in spares.removeValue(forKey: task) ?? [] {
      pool.take(task)
      end(spare)
    }
  }

  /// The processes that wait.
  var processes: [HandlerProcess] { spares.values.flatMap { $0.map(\.process) } }

  /// When to ``tend(running:makingFolder:)`` even if nothing has happened.
  func nextDeadline(running: [String: Int]) -> ContinuousClock.Instant? {
    isIdle ? nil : pool.nextDeadline(for: Set(handlers.keys), running: running)
  }

  /// Starts and ends what is to be, and notices those that have ended by themselves.
  ///
  /// - Parameters:
  ///   - running: How many handlers of each task run.
  ///   - makesFolder: Gives a new private folder.
  ///   - leave: Does away with one.
  func tend(
    running: [String: Int], makingFolder makesFolder: () throws(FolderError) -> PrivateFolder,
    leaving leave: (PrivateFolder) -> Void
  ) {
    guard !isIdle else { return }
    for task in spares.keys { forgetEnded(task, leave) }
    let tasks = Set(handlers.keys)
    while case let changes = pool.changes(for: tasks, running: running, at: .now), !changes.isEmpty {
      for change in changes { make(change, makesFolder, leave) }
    }
    for folder in abandoned { leave(folder) }
    abandoned = []
    for task in spares.keys where spares[task]?.isEmpty == true { spares[task] = nil }
  }

  private func make(
    _ change: WarmPool.Change, _ makesFolder: () throws(FolderError) -> PrivateFolder,
    _ leave: (PrivateFolder) -> Void
  ) {
    switch change {
    case .start(let task): start(task, makesFolder, leave)
    case .end(let task):
      guard let spare = spares[task]?.first else { return }
      spares[task]?.removeFirst()
      end(spare)
    }
  }

  /// The handler that waits for a job like this; nil: none, or its program is another one now.
  func take(for job: Job) -> Spare? {
    let task = job.envelope.task
    while let spare = spares[task]?.first {
      spares[task]?.removeFirst()
      pool.take(task)
      if !spare.process.child.hasEnded, spare.program == FileIdentity(spare.path) { return spare }
      end(spare)
    }
    return nil
  }

  /// Ends all of them.
  func killAll() {
    for spare in spares.values.joined() { spare.process.signal(SIGKILL) }
    (spares, handlers) = ([:], [:])
  }

  private func start(
    _ task: String, _ makesFolder: () throws(FolderError) -> PrivateFolder, _ leave: (PrivateFolder) -> Void
  ) {
    guard let handler = handlers[task] else { return }
    do {
      let folder = try makesFolder()
      do throws(Launch.Refusal) {
        let launch = HandlerLaunch(warm: handler, temporary: folder.path, setting: setting)
        let spare = Spare(
          process: try HandlerProcess(launch), folder: folder, path: launch.executable,
          program: FileIdentity(launch.executable))
        spares[task, default: []].append(spare)
      } catch {
        leave(folder)
        complain(task, "cannot start it: \(error.description)")
      }
    } catch {
      complain(task, "\(error)")
    }
  }

  private func forgetEnded(_ task: String, _ leave: (PrivateFolder) -> Void) {
    for (index, spare) in (spares[task] ?? []).enumerated().reversed() {
      guard let end = spare.process.reap(.none) else { continue }
      spares[task]?.remove(at: index)
      leave(spare.folder)
      complain(task, "it ended before it had a message: \(end.errors.suffix(200))")
    }
  }

  private func complain(_ task: String, _ reason: String) {
    let pause = pool.failed(task, at: .now)
    log.warning(
      "no handler waits for its message",
      metadata: ["task": .string(task), "reason": .string(reason), "pause_s": "\(Int(pause.seconds))"])
  }

  /// Ends a spare: it has nothing to put back, so there is nothing to wait for.
  private func end(_ spare: Spare) {
    abandoned.append(spare.folder)
    spare.process.signal(SIGKILL)
    while spare.process.reap(.none) == nil { usleep(200) }
  }
}

/// What tells one file from another of the same path.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64
  private let seconds: Int
  private let nanoseconds: Int

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }
}
