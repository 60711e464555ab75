// Watches that libcurl does not work for nothing. It reads frames of HTTP/2 that bring nothing, such as empty DATA, for as
// long as they come, without returning from the call or looking at a limit: so a server could keep a core busy.
//
// 1. What libcurl computes is put on the account; whatever header or body comes of it is taken off.
// 2. When too much has come together, the connections that bytes are just coming in on are shut.
// 3. libcurl then finds them at their end, and the transfers fail as they do when a server goes away.
//
// The account is looked at after each call, and beside it by a thread, for a call that does not end.

import CCurl
import Glibc
import Synchronization

/// The account of one thread that runs transfers; times are CPU time of it, in nanoseconds.
final class SpinWatch: Sendable {
  /// What may come together: an honest answer costs a hundredth of it.
  private static let budget = 100_000_000
  /// How often the thread looks.
  private static let intervalMicroseconds: UInt32 = 30_000

  /// The sockets of the connections there are.
  private let sockets = Mutex<Set<Int32>>([])
  /// Our ports of those that were shut.
  private let shutPorts = Mutex<Set<Int>>([])
  private let account = Atomic(0)
  /// What has come since the last call began, in what it may cost; and what was seen to already.
  private let worth = Atomic(0)
  /// When the call that is under way began; negative: there is none.
  private let begin = Atomic(-1)
  private let isOver = Atomic(false)
  private let clock: clockid_t

  /// Begins to watch over the calling thread.
  init() {
    var clock = clockid_t()
    self.clock = pthread_getcpuclockid(pthread_self(), &clock) == 0 ? clock : CLOCK_THREAD_CPUTIME_ID
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { context in
        context.map { Unmanaged<SpinWatch>.fromOpaque($0).takeRetainedValue() }?.watch()
        return nil
      }, context.toOpaque())
    if code == 0 { pthread_detach(thread) } else { context.release() }
  }

  /// Ends the thread, at its leisure.
  func end() { isOver.store(true, ordering: .relaxed) }

  // MARK: - The account

  /// Runs a call of libcurl that moves transfers.
  func during(_ call: () -> Void) {
    let start = Self.time(CLOCK_THREAD_CPUTIME_ID)
    begin.store(start, ordering: .relaxed)
    call()
    begin.store(-1, ordering: .relaxed)
    let spent = Self.time(CLOCK_THREAD_CPUTIME_ID) - start - worth.exchange(0, ordering: .relaxed)
    let sum = max(0, account.load(ordering: .relaxed) + spent)
    account.store(sum > Self.budget ? 0 : sum, ordering: .relaxed)
    if sum > Self.budget { shutBusy() }
  }

  /// Notes that a line of header, or a piece of body, has come.
  func credit(bytes: Int) { worth.wrappingAdd(200_000 + 20 * bytes, ordering: .relaxed) }

  private func watch() {
    while !isOver.load(ordering: .relaxed) {
      usleep(Self.intervalMicroseconds)
      let start = begin.load(ordering: .relaxed)
      guard start >= 0 else { continue }
      let spent = Self.time(clock) - start - worth.load(ordering: .relaxed)
      guard account.load(ordering: .relaxed) + spent > Self.budget else { continue }
      account.store(0, ordering: .relaxed)
      worth.wrappingAdd(spent, ordering: .relaxed)
      shutBusy()
    }
  }

  private static func time(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  // MARK: - The sockets

  /// Notes a new connection; a handshake costs something, and may bring nothing.
  func add(_ socket: Int32) {
    worth.wrappingAdd(20_000_000, ordering: .relaxed)
    sockets.withLock { _ = $0.insert(socket) }
  }

  /// Closes a connection; its number may be another's from then on.
  func close(_ socket: Int32) -> Int32 {
    sockets.withLock { sockets in
      sockets.remove(socket)
      return Glibc.close(socket)
    }
  }

  /// Shuts the connections that something came in on in the last moment, or last of all.
  ///
  /// What others have sent is waiting for longer, since nobody takes it.
  private func shutBusy() {
    sockets.withLock { sockets in
      let idle = sockets.map { (socket: $0, milliseconds: ccurl_idle_milliseconds($0)) }
      let most = max(20, idle.map(\.milliseconds).min() ?? 0)
      for (socket, milliseconds) in idle where milliseconds <= most {
        // Before: whoever finds the connection at its end asks why.
        shutPorts.withLock { _ = $0.insert(Int(ccurl_local_port(socket))) }
        shutdown(socket, Int32(SHUT_RDWR))
      }
    }
  }

  /// Whether a connection was shut from here; what libcurl makes of that depends on what it reads first, the end or
  /// the other side's surprise.
  ///
  /// - Parameter port: Our port of it.
  /// - Returns: True also of a later connection that happens to have the port.
  func hasShut(localPort port: Int) -> Bool { shutPorts.withLock { $0.contains(port) } }
}
