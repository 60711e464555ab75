// One process of redis-cli and our ends of its stdin and stdout, neither of which ever blocks us.

internal import CSystem
internal import Glibc

/// A running redis-cli.
struct RedisChild {
  /// Its process id.
  let pid: Int32
  private let pidfd: Int32
  /// Our end of its stdin.
  ///
  /// A socket: writing to it after its death must not raise SIGPIPE in a library.
  let input: Int32
  /// Our end of its stdout and stderr: a command that failed says so on stderr alone.
  let output: Int32

  /// A call of the kernel that failed.
  struct Refusal: Error {
    let description: String
  }

  /// Starts it with nothing of ours but PATH and LANG.
  ///
  /// It dies with the thread that calls this.
  init(_ path: String, _ arguments: [String]) throws(Refusal) {
    var inputs: [Int32] = [-1, -1]
    var outputs: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &inputs) == 0 else { throw Self.refusal("socketpair", errno) }
    guard csystem_pipe(&outputs) == 0 else {
      let error = errno
      inputs.forEach { close($0) }
      throw Self.refusal("pipe2", error)
    }
    let ours = [inputs[0], outputs[0]]
    let theirs = [inputs[1], outputs[1], outputs[1]]
    for descriptor in ours { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    var pidfd: Int32 = -1
    let started = Self.spawn(path, arguments, descriptors: theirs, pidfd: &pidfd)
    Set(theirs).forEach { close($0) }
    switch started {
    case .success(let pid): (self.pid, self.pidfd, input, output) = (pid, pidfd, ours[0], ours[1])
    case .failure(let refusal):
      ours.forEach { close($0) }
      throw refusal
    }
  }

  /// Kills it, waits for its end, and closes our ends.
  func end() {
    csystem_pidfd_signal(pidfd, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    for descriptor in [pidfd, input, output] { close(descriptor) }
  }

  // MARK: - Bytes

  /// Gives it bytes.
  ///
  /// - Returns: How many it took; nil when it reads no more.
  func write(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes { send(input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// What it has written, at most 64 KiB of it.
  ///
  /// - Returns: The bytes, none when there are none at the moment; nil at the end.
  func read() -> [UInt8]? {
    var error: Int32 = 0
    var isAtEnd = false
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      let taken = Glibc.read(output, buffer.baseAddress, buffer.count)
      error = errno
      isAtEnd = taken == 0
      count = max(0, taken)
    }
    guard bytes.isEmpty else { return bytes }
    return isAtEnd || (error != EAGAIN && error != EINTR) ? nil : []
  }

  /// What it writes until its end, or for so long.
  func everything(milliseconds: Int32) -> [UInt8] {
    var written: [UInt8] = []
    var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, milliseconds) > 0, let bytes = read() { written += bytes }
    return written
  }

  // MARK: - Starting

  private static func spawn(
    _ path: String, _ arguments: [String], descriptors: [Int32], pidfd: inout Int32
  ) -> Result<Int32, Refusal> {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let environment: [String] = ["PATH=\(folders)", "LANG=C.UTF-8"]
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var call: UnsafePointer<CChar>?
    var error: Int32 = 0
    let pid = words.withUnsafeMutableBufferPointer { words in
      variables.withUnsafeMutableBufferPointer { variables in
        descriptors.withUnsafeBufferPointer { descriptors in
          path.withCString { path in
            var child = csystem_child()
            child.executable = path
            child.arguments = UnsafePointer(words.baseAddress)
            child.environment = UnsafePointer(variables.baseAddress)
            child.descriptors = descriptors.baseAddress
            child.descriptor_count = Int32(descriptors.count)
            child.new_session = true
            child.no_new_privileges = true
            // Left alone it would still do what its stdin holds, for nobody.
            child.death_signal = SIGKILL
            let pid = csystem_spawn(&child, &pidfd, &call)
            error = errno
            return pid
          }
        }
      }
    }
    guard pid >= 0 else { return .failure(refusal(call.map { String(cString: $0) } ?? "spawn", error)) }
    return .success(pid)
  }

  private static func refusal(_ call: String, _ error: Int32) -> Refusal {
    Refusal(description: "\(call): \(String(cString: strerror(error)))")
  }
}
