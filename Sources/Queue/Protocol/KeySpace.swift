// The names of keys: the queue lists as kombu names them, and the root of ours, under one global prefix.

/// The names of keys in the broker's database.
public struct KeySpace: Hashable, Sendable {
  /// What stands before every key: kombu's `global_keyprefix`.
  public var prefix: String
  /// What stands between a queue and its priority: kombu's `sep`.
  public var separator: String
  /// The priorities that have a list, the first served first: kombu's `priority_steps`.
  public var prioritySteps: [Int]

  /// Makes a key space; the defaults are kombu's.
  public init(prefix: String = "", separator: String = "\u{06}\u{16}", prioritySteps: [Int] = [0, 3, 6, 9]) {
    self.prefix = prefix
    self.separator = separator
    self.prioritySteps = prioritySteps
  }

  /// What our keys begin with; KEYS[1] of every script.
  public var root: [UInt8] { Array("\(prefix)devseo:".utf8) }

  /// The list of a queue for messages of a step; step 0 has the plain name.
  public func list(_ queue: String, step: Int = 0) -> [UInt8] {
    Array((step == 0 ? prefix + queue : "\(prefix)\(queue)\(separator)\(step)").utf8)
  }

  /// The list of a queue for messages of a priority, which is clamped to 0...9 as kombu does.
  public func list(_ queue: String, priority: Int) -> [UInt8] {
    let clamped = min(max(priority, 0), 9)
    return list(queue, step: prioritySteps.last { $0 <= clamped } ?? 0)
  }

  /// The lists of queues in the order of a claim: priority comes before the order of the queues.
  public func sources(_ queues: [String]) -> [ClaimSource] {
    prioritySteps.flatMap { step in
      queues.map { ClaimSource(list: list($0, step: step), queue: $0) }
    }
  }

  /// The list of a queue's dead letters.
  public func deadLetters(_ queue: String) -> [UInt8] { root + Array("dead:\(queue)".utf8) }

  /// The key, and the channel, of a task's result.
  ///
  /// A prefix gets an underscore unless it ends in one of `: _ - .`, as Celery's Redis backend joins it.
  public func result(_ taskID: String) -> [UInt8] { backend("celery-task-meta-\(taskID)") }

  /// What the keys of a group begin with: `.j`, `.s` and `.t` follow where it is the header of a chord.
  func group(_ groupID: String) -> [UInt8] { backend("celery-taskset-meta-\(groupID)") }

  private func backend(_ name: String) -> [UInt8] {
    let joint = prefix.last.map { ":_-.".contains($0) } ?? true ? "" : "_"
    return Array("\(prefix)\(joint)\(name)".utf8)
  }
}
