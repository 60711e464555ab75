// Who is at work here, written down for whoever comes after a sudden death: a file of lines of one width, the
// first two for the dispatcher, one for each slot. Writing a line is one system call, and the page cache
// outlives the process.
//
//   owner 6f0c…      this dispatcher's identity in Redis, and those of predecessors not settled yet
//   boot  3b1e…      the run of the machine
//   1234 98765432    a handler's process id, and its start in milliseconds since that of the machine
//   -                no handler

internal import Glibc
internal import Queue

/// The handlers of a dispatcher on disk.
final class SessionLedger {
  /// A handler's session, as it was written down.
  struct Session: Hashable {
    /// The process that leads it.
    var pid: Int32
    /// When it was started, in milliseconds since the machine was.
    var startMilliseconds: Int64
  }

  /// What a predecessor has written.
  struct Content: Hashable {
    var owners: [OwnerID] = []
    var boot = ""
    var sessions: [Session] = []
  }

  private static let width = 128
  private static let headLines = 2
  private let descriptor: Int32
  /// The slots whose handlers have ended, and whose lines do not say so yet.
  private var ended: Set<Int> = []

  /// Opens a ledger and begins it anew.
  ///
  /// - Parameters:
  ///   - path: Where it lies.
  ///   - owners: This dispatcher's identity, and then those of predecessors whose claims are not given back
  ///     yet.
  ///   - boot: The run of the machine.
  init?(_ path: String, owners: [OwnerID], boot: String) {
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    // The owners that fit: each has had its chance, and leases end by themselves.
    write("owner \(owners.prefix(4).map(\.description).joined(separator: " "))", to: 0)
    write("boot \(boot)", to: 1)
  }

  deinit { close(descriptor) }

  /// Notes that the claims of all predecessors are given back.
  func settle(_ owner: OwnerID) { write("owner \(owner)", to: 0) }

  /// Notes a handler that has started just now.
  func note(_ pid: Int32, in slot: Int) {
    ended.remove(slot)
    write("\(pid) \(MachineTime.milliseconds)", to: Self.headLines + slot)
  }

  /// Notes that a slot's handler has ended; it is written by ``tidy()``, since the next handler's line may come before
  /// that, and of one that is gone a successor finds nothing.
  func noteEnd(in slot: Int) { ended.insert(slot) }

  /// Writes down which slots have no handler.
  func tidy() {
    for slot in ended { write("-", to: Self.headLines + slot) }
    ended = []
  }

  private func write(_ text: String, to line: Int) {
    var bytes = Array(text.utf8.prefix(Self.width - 1))
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: Self.width - 1 - bytes.count) + [UInt8(ascii: "\n")]
    _ = pwrite(descriptor, bytes, bytes.count, off_t(line * Self.width))
  }

  /// Reads what is in a ledger; nothing of what cannot be read.
  static func content(of path: String) -> Content {
    var content = Content()
    guard let bytes = FileContent.read(path) else { return content }
    // Lines of slots that were never used are holes of NULs.
    for line in bytes.filter({ $0 != 0 }).split(separator: UInt8(ascii: "\n")) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      switch words.first {
      case "owner": content.owners = words.dropFirst().compactMap { OwnerID($0) }
      case "boot": content.boot = words.count > 1 ? String(words[1]) : ""
      default:
        guard words.count == 2, let pid = Int32(words[0]), pid > 1, let start = Int64(words[1]) else {
          continue
        }
        content.sessions.append(Session(pid: pid, startMilliseconds: start))
      }
    }
    return content
  }
}

/// The time of this machine since it was started, sleep included: what the kernel dates processes by.
enum MachineTime {
  /// Now.
  static var milliseconds: Int64 {
    var moment = timespec()
    clock_gettime(CLOCK_BOOTTIME, &moment)
    return Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000
  }

  /// The name of the machine's present run; empty where the kernel does not show it.
  static var boot: String {
    let bytes = FileContent.read("/proc/sys/kernel/random/boot_id") ?? []
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// When a process was started, in milliseconds since the machine was, and whether it is dead and its parent
  /// has only not noticed; nil: there is no such process, or it is not ours to see.
  static func standing(of pid: Int32) -> (startMilliseconds: Int64, isDead: Bool)? {
    guard let stat = FileContent.read("/proc/\(pid)/stat"), let end = stat.lastIndex(of: UInt8(ascii: ")"))
    else {
      return nil
    }
    // The name before may hold anything, spaces and parentheses too. Behind it come the fields from the third:
    // the state, as the 20th how many threads there are, as the 22nd the start.
    let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " ")).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard fields.count > 19, let threads = Int(fields[17]), let ticks = Int64(fields[19]) else { return nil }
    let start = ticks * 1000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    // With more threads it is only the first one that has ended.
    return (start, isDead: fields[0] == "Z" && threads <= 1)
  }
}
