// One process of redis-cli and our ends of its stdin and stdout, neither of which ever blocks us.

internal import Glibc
internal import Processes

/// A running redis-cli.
struct RedisChild {
  private let process: ChildProcess
  /// Its process id.
  var pid: Int32 { process.pid }
  /// Our end of its stdin.
  ///
  /// A socket: writing to it after its death must not raise SIGPIPE in a library.
  let input: Int32
  /// Our end of its stdout and stderr: a command that failed says so on stderr alone.
  let output: Int32

  /// Settings of jemalloc, with which redis-cli is linked: what is free goes back to the system at once.
  ///
  /// When it starts it reads the descriptions of all commands, and would keep that mebibyte for as long as it lives.
  private static let allocation = "dirty_decay_ms:0,muzzy_decay_ms:0"

  /// Starts it with nothing of ours but PATH and LANG.
  ///
  /// It dies with the thread that calls this: left alone it would still do what its stdin holds, for nobody.
  init(_ path: String, _ arguments: [String]) throws(Launch.Refusal) {
    var inputs: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &inputs) == 0 else {
      throw Launch.Refusal(call: "socketpair", error: errno)
    }
    defer { close(inputs[1]) }
    _ = fcntl(inputs[0], F_SETFL, O_NONBLOCK)
    do throws(Launch.Refusal) {
      let outputs = try Pipe(reading: true)
      defer { close(outputs.theirs) }
      var launch = Launch(path, arguments)
      let folders = getenv("PATH").map { String(cString: $0) }
      launch.environment = [
        "PATH": folders ?? "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_CONF": Self.allocation,
      ]
      launch.descriptors = [inputs[1], outputs.theirs, outputs.theirs]
      launch.noNewPrivileges = true
      launch.deathSignal = SIGKILL
      do throws(Launch.Refusal) {
        process = try launch.start()
      } catch {
        close(outputs.ours)
        throw error
      }
      (input, output) = (inputs[0], outputs.ours)
    } catch {
      close(inputs[0])
      throw error
    }
  }

  /// Kills it, waits for its end, and closes our ends.
  func end() {
    process.send(signal: SIGKILL)
    process.wait()
    close(input)
    close(output)
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

  /// How much of what it has written is taken at once.
  static let portion = 32_768

  /// What it has written, at most a ``portion`` of it: there may be more only when it is a whole one.
  ///
  /// - Returns: The bytes, none when there are none at the moment; nil at the end.
  func read() -> [UInt8]? {
    var error: Int32 = 0
    var isAtEnd = false
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.portion) { buffer, count in
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
}
