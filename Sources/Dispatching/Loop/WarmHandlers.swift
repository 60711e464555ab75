// Handlers that wait for their messages: their processes and folders. How many there are is the pool's
// decision.
//
// 1. As long as a task has no template its spares are started like any handler, and offered to become it.
// 2. One that says it can is a template from then on: further ones are ordered from it, which takes a fraction of the
//    time. One that says nothing waits for its message like others.
// 3. A template is given up with its handler's installation, its program's file or its age, and the next one is made
//    as the first was. Until then handlers are started without one.

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
    var program: Program
    /// What it may become.
    var template: HandlerTemplate?
  }

  /// The program of a handler.
  struct Program {
    var path: String
    var identity: FileIdentity?
    var startedAt: ContinuousClock.Instant

    /// Whether what was started is what would be started now.
    var isCurrent: Bool { identity == FileIdentity(path) }
  }

  var pool: WarmPool
  private var handlers: [String: InstalledHandler] = [:]
  /// The oldest first.
  private var spares: [String: [Spare]] = [:]
  var templates: [String: Spare] = [:]
  /// Whether something was heard that ``tend(running:makingFolder:leaving:)`` has not looked at.
  private(set) var hasNews = false
  /// Whether one of ``processes`` may have ended.
  private var isAnyEnded = false
  /// Folders of spares that were ended, to be done away with.
  var abandoned: [PrivateFolder] = []
  private let setting: (String) -> String?
  private let log: Logger

  /// How long a message waits for a handler that is being made.
  private static let waitMilliseconds: Int32 = 10

  init(most: Int, setting: @escaping (String) -> String?, log: Logger) {
    pool = WarmPool(most: most)
    self.setting = setting
    self.log = log
  }

  /// Whether there is anything to look after.
  var isIdle: Bool { handlers.isEmpty && spares.isEmpty && templates.isEmpty && abandoned.isEmpty }

  /// Whether a process may appear that is not known yet.
  var isMaking: Bool { templates.values.contains { $0.template?.isBusy ?? false } }

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
      pool.forget(task)
      end(spare)
    }
    retire(task)
  }

  /// The processes that wait.
  var processes: [HandlerProcess] {
    spares.values.flatMap { $0.map(\.process) } + templates.values.map(\.process)
  }

  /// Something has happened to one of ``processes`` or ``offers``.
  func noteEnd() { isAnyEnded = true }

  /// What to watch for words of templates that are at work.
  var makers: [Int32] {
    templates.values.compactMap { $0.template.flatMap { $0.isBusy ? $0.descriptor : nil } }
  }

  /// What to watch for words of those that were offered to become templates.
  var offers: [Int32] { spares.values.flatMap { $0.compactMap { $0.template?.descriptor } } }

  /// When to ``tend(running:makingFolder:leaving:)`` even if nothing has happened.
  func nextDeadline(running: [String: Int]) -> ContinuousClock.Instant? {
    guard !isIdle else { return nil }
    let overdue = templates.values.compactMap { $0.template?.nextDeadline }
    return (overdue + [pool.nextDeadline(for: Set(handlers.keys), running: running)].compactMap { $0 }).min()
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
    hear()
    hasNews = false
    if isAnyEnded { for task in spares.keys { forgetEnded(task) } }
    for task in templates.keys { lookAfterTemplate(task, mayHaveEnded: isAnyEnded) }
    isAnyEnded = false
    let tasks = Set(handlers.keys)
    while case let changes = pool.changes(for: tasks, running: running, at: .now), !changes.isEmpty {
      for change in changes { make(change, makesFolder) }
    }
    for folder in abandoned { leave(folder) }
    abandoned = []
    for task in spares.keys where spares[task]?.isEmpty == true { spares[task] = nil }
  }

  private func make(_ change: WarmPool.Change, _ makesFolder: () throws(FolderError) -> PrivateFolder) {
    switch change {
    case .start(let task): start(task, makesFolder)
    case .end(let task):
      guard let spare = spares[task]?.first else { return templates[task]?.template?.cancelOne() ?? () }
      spares[task]?.removeFirst()
      end(spare)
    }
  }

  /// Whether a handler waits for a job like this.
  func hasSpare(for job: Job) -> Bool { spares[job.envelope.task]?.isEmpty == false }

  /// Whether a handler for a job like this can be ordered.
  func hasTemplate(for job: Job) -> Bool { templates[job.envelope.task] != nil }

  /// The handler that waits for a job like this.
  ///
  /// - Parameters:
  ///   - job: The job.
  ///   - waits: Whether to wait for one that is ordered; starting another would take longer.
  /// - Returns: The handler; nil: there is none, or its program is another one now.
  func take(for job: Job, waiting waits: Bool = false) -> Spare? {
    let task = job.envelope.task
    if spares[task]?.first == nil, let template = templates[task]?.template {
      if waits { template.wait(milliseconds: Self.waitMilliseconds) }
      hear()
    }
    while let spare = spares[task]?.first {
      spares[task]?.removeFirst()
      pool.take(task)
      let isCurrent = spare.program.isCurrent
      if isCurrent, !spare.process.child.hasEnded { return spare }
      end(spare)
      if !isCurrent, templates[task]?.program.isCurrent == false { retire(task) }
    }
    return nil
  }

  /// Ends all of them.
  func killAll() {
    for process in processes { process.signal(SIGKILL) }
    (spares, templates, handlers) = ([:], [:], [:])
  }

  // MARK: - Starting

  private func start(_ task: String, _ makesFolder: () throws(FolderError) -> PrivateFolder) {
    guard let handler = handlers[task] else { return }
    do {
      let folder = try makesFolder()
      do throws(Launch.Refusal) {
        if try order(task, folder) { return }
        try spawn(task, handler, folder)
      } catch {
        abandoned.append(folder)
        complain(task, "cannot start it: \(error.description)")
      }
    } catch {
      complain(task, "\(error)")
    }
  }

  /// Orders one from a template; false: there is none.
  private func order(_ task: String, _ folder: PrivateFolder) throws(Launch.Refusal) -> Bool {
    guard let source = templates[task], let template = source.template else { return false }
    let now = ContinuousClock.now
    let isFresh = now - source.program.startedAt < WarmPool.longestLife && !template.isSpent
    // Whether its program is still the same is looked at when the handler is taken.
    if isFresh, try template.order(in: folder, at: now) { return true }
    retire(task)
    return false
  }

  private func spawn(
    _ task: String, _ handler: InstalledHandler, _ folder: PrivateFolder
  ) throws(Launch.Refusal) {
    let isOffered = templates[task] == nil
    let launch = HandlerLaunch(
      warm: handler, temporary: folder.path, offersTemplate: isOffered, setting: setting)
    let program = Program(
      path: launch.executable, identity: FileIdentity(launch.executable), startedAt: .now)
    var theirs: Int32 = -1
    defer { if theirs >= 0 { close(theirs) } }
    let socket = isOffered ? try OrderSocket(theirs: &theirs) : nil
    let process = try HandlerProcess(launch, offering: isOffered ? [theirs] : [])
    let template = socket.map { HandlerTemplate($0, handler.manifest.limits) }
    spares[task, default: []].append(
      Spare(process: process, folder: folder, program: program, template: template))
  }

  // MARK: - What has happened

  /// Takes what templates have made, and spares that have become templates.
  func hear() {
    for (task, source) in templates where source.template?.isBusy == true {
      for news in source.template?.hear() ?? [] {
        switch news {
        case .ready: break
        case .made(let process, let folder):
          spares[task, default: []].append(Spare(process: process, folder: folder, program: source.program))
        case .unwanted(let process, let folder): end(process, folder)
        case .failed(let folder, let reason, let wasWanted):
          abandoned.append(folder)
          complain(task, reason, wasCounted: wasWanted)
        }
      }
    }
    for (task, waiting) in spares {
      for (index, spare) in waiting.enumerated().reversed() {
        guard case .ready? = spare.template?.hear().first else { continue }
        // One is enough: without the offer it waits for its message like others.
        spares[task]?[index].template = nil
        guard templates[task] == nil else { continue }
        templates[task] = spare
        spares[task]?.remove(at: index)
        pool.forget(task)
        hasNews = true
      }
    }
  }

  private func forgetEnded(_ task: String) {
    for (index, spare) in (spares[task] ?? []).enumerated().reversed() {
      guard let end = spare.process.reap(.none) else { continue }
      spares[task]?.remove(at: index)
      abandoned.append(spare.folder)
      complain(task, "it ended before it had a message: \(end.errors.suffix(200))")
    }
  }

  /// Gives up a template that has ended, or is silent.
  private func lookAfterTemplate(_ task: String, mayHaveEnded: Bool) {
    guard let source = templates[task], let template = source.template else { return }
    let isSilent = template.nextDeadline.map { $0 <= .now } ?? false
    let end = isSilent || !mayHaveEnded ? nil : source.process.reap(.none)
    guard isSilent || end != nil else { return }
    retire(task)
    complain(
      task,
      isSilent ? "its template does not answer" : "its template ended: \(end?.errors.suffix(200) ?? "")",
      wasCounted: false)
  }

  private func complain(_ task: String, _ reason: String, wasCounted: Bool = true) {
    let pause = pool.failed(task, wasCounted: wasCounted, at: .now)
    log.warning(
      "no handler waits for its message",
      metadata: ["task": .string(task), "reason": .string(reason), "pause_s": "\(Int(pause.seconds))"])
  }
}
