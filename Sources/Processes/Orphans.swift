// Descendants that escaped the group of their handler, by setsid or a double fork. Their parents gone, they would go to
// init and run for nobody; a subreaper gets them as its own children, and can find and end them.

internal import CSystem
internal import Glibc

/// Processes that are children of this one although something else started them.
public enum Orphans {
  /// Makes them come here: orphans among the descendants of this process become its children, not init's.
  ///
  /// - Throws: ``Launch/Refusal``.
  public static func adopt() throws(Launch.Refusal) {
    guard csystem_become_subreaper() == 0 else {
      throw Launch.Refusal(call: "prctl(CHILD_SUBREAPER)", error: errno)
    }
  }

  /// Ends those that belong to no running handler, and forgets those that have ended.
  ///
  /// An orphan belongs to a handler when its environment names that one's fence in `TASK_FENCE`. What an ended one
  /// leaves behind comes here in turn and is swept as well; one that is slow to die is forgotten by a later sweep, which
  /// its `SIGCHLD` is the occasion for. No child may be started meanwhile by another thread.
  ///
  /// - Parameters:
  ///   - known: The children that this process started itself and will wait for; they are never touched.
  ///   - fences: The fences of the handlers that are running.
  ///   - list: Tells the children.
  /// - Returns: How many were ended; those that had ended by themselves do not count.
  @discardableResult public static func sweep(
    sparing known: Set<Int32>, fences: Set<String>, among list: ChildList = ChildList()
  ) -> Int {
    var killed: Set<Int32> = []
    // Each round may set free the children of those that it ended. What forks faster than that is swept next time.
    for _ in 0..<64 {
      var isDone = true
      for pid in list.children() where !known.contains(pid) && !reap(pid) {
        if killed.contains(pid) {
          isDone = false
        } else if !belongs(pid, to: fences) {
          // Only this process waits for its children, so the number is still the orphan's.
          kill(pid, SIGKILL)
          killed.insert(pid)
          isDone = false
        }
      }
      if isDone { break }
      usleep(500)
    }
    return killed.count
  }

  /// Ends those that the handlers of a killed predecessor left behind: their `TMPDIR` lies in a certain folder.
  ///
  /// - Parameter folder: Where the handlers' own folders lie; nobody else may be using it.
  /// - Returns: How many were ended.
  @discardableResult public static func end(withTemporariesIn folder: String) -> Int {
    let start = Array("TMPDIR=\(folder)/".utf8)
    var count = 0
    for pid in ProcessFiles.numbers(in: "/proc") {
      guard let environment = ProcessFiles.content(of: "/proc/\(pid)/environ") else { continue }
      guard environment.split(separator: 0).contains(where: { $0.starts(with: start) }) else { continue }
      // The number may have become another process's only within these few instructions.
      if kill(pid, SIGKILL) == 0 { count += 1 }
    }
    return count
  }

  // MARK: - Looking

  /// Forgets a child that has ended.
  ///
  /// - Returns: Whether it had.
  private static func reap(_ pid: Int32) -> Bool {
    // Whatever signal its parent wanted at its end: __WALL.
    waitpid(pid, nil, WNOHANG | 0x4000_0000) == pid
  }

  private static func belongs(_ pid: Int32, to fences: Set<String>) -> Bool {
    guard !fences.isEmpty else { return false }
    for _ in 0..<3 {
      guard let environment = ProcessFiles.content(of: "/proc/\(pid)/environ") else { return false }
      // There is none for a moment while a process becomes another program.
      guard environment.isEmpty else { return names(environment, fences) }
      usleep(1000)
    }
    return false
  }

  private static func names(_ environment: [UInt8], _ fences: Set<String>) -> Bool {
    let name = Array("TASK_FENCE=".utf8)
    return environment.split(separator: 0).contains { variable in
      variable.starts(with: name)
        && fences.contains(String(decoding: variable.dropFirst(name.count), as: UTF8.self))
    }
  }
}
