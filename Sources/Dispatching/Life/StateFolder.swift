// Where a dispatcher keeps what belongs to this machine: its lock, and the private folders of its handlers.

internal import Glibc
internal import Processes
public import Queue

/// Why a dispatcher cannot have its state folder.
public enum StateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another dispatcher of the same name runs.
  case taken(name: String, folder: String)
  /// The folder cannot be used.
  case unusable(String)

  /// A sentence that tells what to do.
  public var description: String {
    switch self {
    case .taken(let name, let folder):
      "cannot start: a dispatcher named \(name) runs already with \(folder); choose another name with -n"
    case .unusable(let reason): reason
    }
  }
}

/// The state folder, locked for one name.
public final class StateFolder {
  /// Holds a folder for each handler that runs.
  let work: String
  /// Whose claims may be given back at once: killed predecessors none of whose handlers runs any more.
  public let predecessors: [OwnerID]
  /// The handlers that run, for a successor.
  let ledger: SessionLedger
  private let lock: Int32

  /// Makes the folder if need be, takes the lock of a name, and removes what a killed predecessor left.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - name: The dispatcher's name.
  ///   - owner: The dispatcher's identity in Redis.
  /// - Throws: ``StateError``.
  public init(_ path: String, name: String, owner: OwnerID) throws(StateError) {
    let plain = String(name.map { $0 == "/" ? "_" : $0 })
    try Self.check(path)
    let lockPath = "\(path)/\(plain).lock"
    lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { throw .unusable(Self.reason("open", lockPath)) }
    guard Self.takes(lock) else {
      close(lock)
      throw .taken(name: name, folder: path)
    }
    work = "\(path)/\(plain).work"
    guard Self.make(work) else { throw .unusable(Self.reason("make", work)) }
    // A killed handler's own children do not die with it, and their task may run again.
    Orphans.end(withTemporariesIn: work)
    let sessions = "\(path)/\(plain).sessions"
    predecessors = Predecessor(SessionLedger.content(of: sessions))?.end() ?? []
    guard let ledger = SessionLedger(sessions, owners: [owner] + predecessors, boot: MachineTime.boot) else {
      throw .unusable(Self.reason("write", sessions))
    }
    self.ledger = ledger
    do throws(FolderError) {
      try PrivateFolder.removeAll(in: work)
    } catch {
      throw .unusable(error.description)
    }
  }

  // The kernel drops the lock with the descriptor, also when the process is killed.
  deinit { close(lock) }

  /// Makes the folder if need be, and leaves its locks alone.
  ///
  /// - Throws: ``StateError``.
  static func check(_ path: String) throws(StateError) {
    guard make(path) else { throw .unusable(reason("make", path)) }
  }

  /// Takes the lock within a second.
  ///
  /// A killed predecessor may leave a child that was not yet its program: it holds the lock until it is, or
  /// is gone.
  private static func takes(_ lock: Int32) -> Bool {
    for _ in 0..<100 {
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      poll(nil, 0, 10)
    }
    return false
  }

  /// Makes a folder and those above it, for this user alone.
  private static func make(_ path: String) -> Bool {
    var made = ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { return false }
    }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && access(path, W_OK | X_OK) == 0
  }

  private static func reason(_ verb: String, _ path: String) -> String {
    "cannot \(verb) \(path): \(String(cString: strerror(errno))); name another folder with --state-dir"
  }
}
