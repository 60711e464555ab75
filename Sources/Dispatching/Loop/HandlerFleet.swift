// The handlers that run, by their slots: their processes, their private folders, and what they leave behind.

internal import Glibc
internal import JSONText
internal import Logging
internal import Messages
internal import Processes
internal import Queue

/// The running handlers of a dispatcher.
final class HandlerFleet {
  /// It changes at each turn of the loop, so it is an object: a copy would cost more than the change.
  private final class Member {
    let process: HandlerProcess
    let folder: PrivateFolder
    let task: String
    let fence: String
    /// From when on what it says is listened to.
    let hearingBegins = ContinuousClock.now + HandlerFleet.silence
    /// Where its descriptors lie among those that are polled.
    var polled = 0..<0
    /// Those of them that something has happened to.
    var ready: [Int32] = []

    init(_ process: HandlerProcess, _ folder: PrivateFolder, _ job: Job) {
      (self.process, self.folder) = (process, folder)
      (task, fence) = (job.envelope.task, job.claim.fence.description)
    }
  }

  private let folder: StateFolder
  private let setting: (String) -> String?
  private let log: Logger
  private var members: [Int: Member] = [:]
  /// Folders that their runs have left as they were, for the next runs: making and removing one would cost as
  /// much as starting a process.
  private var spare: [PrivateFolder] = []
  /// Folders of runs that have ended, to be looked at when there is time.
  private var left: [PrivateFolder] = []
  private var leaving = LeavingHandlers()
  private var count = 0
  private let children = ChildList()
  private var pace = WarningPace()
  private let warm: WarmHandlers
  /// Whether a handler has ended since the last ``tend()``, or the installed ones have changed.
  private var isTendingDue = true
  /// When to look after spares although no handler has ended: one was taken, and its run takes its time.
  private var tendingDeadline: ContinuousClock.Instant?
  /// Where the ends of handlers without a message lie among what is polled.
  private var waiting = 0..<0

  /// How long a run may take before its spare is replaced at its end and not before: starting a process holds
  /// this thread up, and the one that has just begun will have something to say soon.
  private static let shortRun = Duration.milliseconds(20)

  /// How long nobody listens to a run that has begun.
  ///
  /// One that is over by then has said all it had to, and its end wakes this process once, not each of its words.
  /// The pipes hold 64 KiB.
  private static let silence = Duration.milliseconds(5)

  /// Makes a fleet without handlers; orphans of handlers come to this process from now on.
  ///
  /// - Throws: ``Launch/Refusal``.
  init(
    folder: StateFolder, slots: Int, setting: @escaping (String) -> String?, log: Logger
  ) throws(Launch.Refusal) {
    warm = WarmHandlers(most: slots, setting: setting, log: log)
    self.folder = folder
    self.setting = setting
    self.log = log
    try Orphans.adopt()
  }

  /// Starts a job's handler.
  ///
  /// - Returns: Its end, when it could not be started.
  func start(_ job: Job, in slot: Int) -> HandlerEnd? {
    if job.handler.manifest.isWarm, let spare = spare(for: job) {
      let context = JSON.object(job.context(at: Now.current.unixSeconds).mapValues { .string($0) })
      spare.process.send(context: context.bytes() + [UInt8(ascii: "\n")], message: job.message)
      enter(spare.process, spare.folder, job, slot)
      return nil
    }
    do {
      let place = try place()
      let launch = HandlerLaunch(
        job.handler, message: job.message, context: job.context(at: Now.current.unixSeconds),
        temporary: place.path, setting: setting)
      do throws(Launch.Refusal) {
        enter(try HandlerProcess(launch), place, job, slot)
        return nil
      } catch {
        leave(place)
        return HandlerEnd(error.isPassing ? .noRoom(error.description) : .notStarted(error.description))
      }
    } catch {
      return HandlerEnd(error.isPassing ? .noRoom("\(error)") : .notStarted("\(error)"))
    }
  }

  private func spare(for job: Job) -> WarmHandlers.Spare? {
    if let spare = warm.take(for: job) { return spare }
    guard warm.hasTemplate(for: job) else { return nil }
    // None is there yet: one is ordered now, unless it was before.
    warm.tend(running: running, makingFolder: place, leaving: leave)
    return warm.take(for: job, waiting: true)
  }

  private func enter(_ process: HandlerProcess, _ place: PrivateFolder, _ job: Job, _ slot: Int) {
    folder.ledger.note(process.child.pid, in: slot)
    if !warm.isIdle { tendingDeadline = .now + Self.shortRun }
    members[slot] = Member(process, place, job)
  }

  /// An empty folder for a run.
  private func place() throws(FolderError) -> PrivateFolder {
    while var place = spare.popLast() {
      // What escaped from a run may have come back to it, and whoever tidies up the machine have removed it.
      if place.isStillAsNew() { return place }
      remove(place)
    }
    count += 1
    return try PrivateFolder("\(count)", in: folder.work)
  }

  /// Does away with what a run has left in its folder.
  private func leave(_ place: PrivateFolder) {
    var place = place
    if place.isStillAsNew() { spare.append(place) } else { remove(place) }
  }

  private func remove(_ place: PrivateFolder) {
    do throws(FolderError) {
      try place.remove()
    } catch {
      if pace.admits(.folder, at: .now) { log.warning("\(error)") }
    }
  }

  /// Sends a signal to a slot's handler and its group.
  func signal(_ slot: Int, _ number: Int32) { members[slot]?.process.signal(number) }

  // MARK: - Handlers without a message

  /// Takes the installed handlers, to start some of them before their messages exist; of an empty table none.
  func install(_ table: HandlerTable) {
    warm.install(table)
    isTendingDue = true
  }

  /// When to come back even if nothing has happened.
  var nextDeadline: ContinuousClock.Instant? {
    let now = ContinuousClock.now
    let hearing = members.values.map(\.hearingBegins).filter { $0 > now }.min()
    return [tendingDue, hearing, leaving.nextDeadline].compactMap { $0 }.min()
  }

  /// When to ``tend()`` at the latest.
  private var tendingDue: ContinuousClock.Instant? {
    guard !warm.isIdle else { return nil }
    return [tendingDeadline, warm.nextDeadline(running: running)].compactMap { $0 }.min()
  }

  /// Whether a handler waits for a job like this.
  func hasSpare(for job: Job) -> Bool { warm.hasSpare(for: job) }

  /// Takes the handlers that have been made.
  func hear() { if warm.isMaking { warm.hear() } }

  /// Whether a handler may appear that is not known yet.
  var isMaking: Bool { warm.isMaking }

  /// Sees to it that handlers wait for messages.
  func tend() {
    guard !warm.isIdle, isTendingDue || warm.hasNews || tendingDue.map({ $0 <= .now }) ?? false else {
      return
    }
    (isTendingDue, tendingDeadline) = (false, nil)
    warm.tend(running: running, makingFolder: place, leaving: leave)
  }

  private var running: [String: Int] { members.values.reduce(into: [:]) { $0[$1.task, default: 0] += 1 } }

  /// The processes of the slots' handlers.
  var processIDs: [Int: Int] { members.mapValues { Int($0.process.child.pid) } }

  // MARK: - In the loop

  func addInterests(to polled: inout [pollfd]) {
    let start = polled.count
    for process in warm.processes {
      polled.append(pollfd(fd: process.child.pidfd, events: Int16(POLLIN), revents: 0))
    }
    for descriptor in warm.offers {
      polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    waiting = start..<polled.count
    // While something runs, its end is soon enough to hear of the next one.
    for descriptor in members.isEmpty ? warm.makers : [] {
      polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    let now = ContinuousClock.now
    for member in members.values {
      let start = polled.count
      let isSilent = now < member.hearingBegins
      for (descriptor, isForWriting) in member.process.watched(exceptWords: isSilent) {
        polled.append(pollfd(fd: descriptor, events: Int16(isForWriting ? POLLOUT : POLLIN), revents: 0))
      }
      member.polled = start..<polled.count
    }
  }

  func take(readiness polled: [pollfd]) {
    if polled[waiting].contains(where: { $0.revents != 0 }) {
      isTendingDue = true
      warm.noteEnd()
    }
    for member in members.values {
      member.ready = polled[member.polled].lazy.filter { $0.revents != 0 }.map(\.fd)
    }
  }

  /// Reads and writes what can be without waiting.
  ///
  /// - Returns: The progress that was told, by slot.
  func advance() -> [(slot: Int, JSON)] {
    var told: [(slot: Int, JSON)] = []
    for (slot, member) in members where !member.ready.isEmpty {
      for case .progress(let progress) in member.process.advance(member.ready) {
        told.append((slot, progress))
      }
    }
    return told
  }

  /// Takes the handlers that have ended, or have said that they do.
  ///
  /// - Returns: The ends, by slot, and whether a process is gone, and may have set others free.
  func reap() -> (ends: [(slot: Int, HandlerEnd)], isAnyGone: Bool) {
    var ends: [(slot: Int, HandlerEnd)] = []
    let count = left.count
    left += leaving.reap()
    for (slot, member) in members where !member.ready.isEmpty {
      let process = member.process
      if let end = process.conclude() {
        ends.append((slot, end))
        leaving.add(process, member.folder)
      } else if member.ready.contains(process.child.pidfd), let end = process.reap(.none) {
        // What was done to it is the machine's to know.
        ends.append((slot, end))
        left.append(member.folder)
      } else {
        continue
      }
      members[slot] = nil
      isTendingDue = true
      folder.ledger.noteEnd(in: slot)
    }
    return (ends, left.count > count)
  }

  /// Does what can wait until nothing else is to be done.
  func rest() { folder.ledger.tidy() }

  /// Does away with what runs have left.
  func tidy() {
    for place in left { leave(place) }
    left.removeAll(keepingCapacity: true)
  }

  /// Ends what escaped from handlers that run no more.
  ///
  /// - Parameter others: The children that are no handlers.
  /// - Returns: False: not now, for a handler may have come that is not known yet.
  func sweep(sparing others: Set<Int32>) -> Bool {
    warm.hear()
    guard !warm.isMaking else { return false }
    let handlers =
      members.values.map(\.process.child.pid) + warm.processes.map(\.child.pid) + leaving.processIDs
    let count = Orphans.sweep(
      sparing: others.union(handlers), fences: Set(members.values.map(\.fence)), among: children)
    if count > 0 {
      log.notice("ended processes that outlived their handler", metadata: ["count": "\(count)"])
    }
    return true
  }

  /// Kills all that still runs; the dispatcher ends.
  func killAll() {
    warm.killAll()
    for member in members.values {
      member.process.signal(SIGKILL)
      remove(member.folder)
    }
    for place in spare + left + leaving.killAll() { remove(place) }
    folder.ledger.tidy()
    (members, spare, left) = ([:], [], [])
  }
}
