// How handlers without a message end: none of them has anything to put back.

internal import Glibc
internal import Processes

extension WarmHandlers {
  /// Does without the template of a task, and what was ordered from it.
  func retire(_ task: String) {
    guard let source = templates.removeValue(forKey: task) else { return }
    let wanted = source.template?.wantedCount ?? 0
    for _ in 0..<wanted { pool.forget(task) }
    end(source)
    abandoned += source.template?.abandon() ?? []
  }

  func end(_ spare: Spare) { end(spare.process, spare.folder) }

  /// Ends a process: it has nothing to put back, so there is nothing to wait for.
  func end(_ process: HandlerProcess, _ folder: PrivateFolder) {
    abandoned.append(folder)
    process.signal(SIGKILL)
    while process.reap(.none) == nil { usleep(200) }
  }
}
