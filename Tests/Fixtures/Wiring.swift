// The descriptors between a test and a program: which end is whose, and what has come through them.

internal import CSystem
internal import Glibc

/// The pipes and the terminal of one program.
final class Wiring {
  enum Source: Hashable {
    case output, errors, events, terminal
  }

  /// What becomes the program's descriptors 0, 1, 2 and 3.
  private(set) var childSide: [Int32] = []
  /// What is still to be written to stdin.
  var pending: [UInt8] = []
  /// Whether stdin ends when all is written.
  var isInputComplete = false

  private var terminal: Int32 = -1
  private var input: Int32 = -1
  private var sources: [Source: Int32] = [:]
  private var bytes: [Source: [UInt8]] = [:]

  init(_ program: Program) throws {
    do {
      childSide.append(try end(for: program.input, program))
      childSide.append(try end(for: program.output, .output, program))
      childSide.append(try end(for: program.errors, .errors, program))
      if let events = program.events { childSide.append(try end(for: events, .events, program)) }
    } catch {
      closeAll()
      throw error
    }
  }

  func taken(_ source: Source) -> [UInt8] { bytes[source] ?? [] }

  /// Whether nothing more will come.
  var isDrained: Bool { sources.isEmpty }

  /// Whether everything sent to stdin has also been read.
  var isInputTaken: Bool {
    var unread: Int32 = 0
    guard pending.isEmpty, input >= 0, ioctl(input, UInt(FIONREAD), &unread) == 0 else { return false }
    return unread == 0
  }

  /// Waits a moment for any descriptor, then writes and reads what is possible.
  ///
  /// - Returns: Whether the process has ended.
  func turn(waitingFor pidfd: Int32, milliseconds: Int32) -> Bool {
    if pending.isEmpty, isInputComplete { closeInput() }
    let readers = Array(sources)
    var polled = [pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)]
    polled.append(pollfd(fd: pending.isEmpty ? -1 : input, events: Int16(POLLOUT), revents: 0))
    polled += readers.map { pollfd(fd: $0.value, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return false }
    if polled[1].revents != 0 { feed() }
    for (reader, state) in zip(readers, polled.dropFirst(2)) where state.revents != 0 { take(reader.key) }
    return polled[0].revents != 0
  }

  /// Writes a few bytes to the terminal, as a person's keys do.
  func type(_ text: String) {
    let keys = Array(text.utf8)
    if let person = sources[.terminal] { _ = Glibc.write(person, keys, keys.count) }
  }

  func closeChildSide() {
    for descriptor in Set(childSide) where descriptor >= 0 { close(descriptor) }
    childSide = []
  }

  func closeAll() {
    closeChildSide()
    closeInput()
    sources.values.forEach { close($0) }
    sources = [:]
  }

  // MARK: - Moving bytes

  private func feed() {
    let count = Glibc.write(input, pending, pending.count)
    if count >= 0 {
      pending.removeFirst(count)
    } else if errno != EAGAIN, errno != EINTR {
      pending = []
      closeInput()
    }
  }

  private func take(_ source: Source) {
    guard let descriptor = sources[source] else { return }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 {
      bytes[source, default: []] += chunk[..<count]
    } else if count == 0 || errno != EINTR {
      // A terminal that its program has left answers EIO.
      close(descriptor)
      sources[source] = nil
    }
  }

  private func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  // MARK: - Laying

  private func end(for kind: Program.Input, _ program: Program) throws -> Int32 {
    switch kind {
    case .nothing: return try opened("/dev/null", O_RDONLY)
    case .closed: return -1
    case .terminal: return try terminalEnd(program)
    case .bytes, .open:
      let ends = try pair()
      input = ends.write
      _ = fcntl(input, F_SETFL, O_NONBLOCK)
      if case .bytes(let bytes) = kind { (pending, isInputComplete) = (bytes, true) }
      return ends.read
    }
  }

  private func end(for kind: Program.Output, _ source: Source, _ program: Program) throws -> Int32 {
    switch kind {
    case .closed: return -1
    case .terminal: return try terminalEnd(program)
    case .file(let path): return try opened(path, O_WRONLY)
    case .captured, .abandoned:
      let ends = try pair()
      if kind == .captured { sources[source] = ends.read } else { close(ends.read) }
      return ends.write
    }
  }

  private func terminalEnd(_ program: Program) throws -> Int32 {
    if terminal < 0 {
      let person = csystem_open_terminal(program.columns, &terminal)
      guard person >= 0 else { throw FileError("open", "a terminal") }
      sources[.terminal] = person
    }
    return terminal
  }

  private func opened(_ path: String, _ mode: Int32) throws -> Int32 {
    let descriptor = open(path, mode | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", path) }
    return descriptor
  }

  private func pair() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FileError("make", "a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
