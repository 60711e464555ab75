// A process started by the shim of CSystem, with every one of its settings.

internal import CSystem
internal import Glibc

/// How a process is started; nothing is inherited but what is named here.
public struct Launch: Sendable {
  /// The path of the executable.
  public var executable: String
  /// The arguments, the name first.
  public var arguments: [String]
  /// The whole environment.
  public var environment: [String: String] = [:]
  /// The working directory; nil: this process's.
  public var directory: String?
  /// What becomes the child's descriptors 0, 1, 2 and so on; -1 leaves one closed.
  public var descriptors: [Int32] = []
  /// The address space in bytes; 0: no limit, as for the others.
  public var memoryBytes: Int64 = 0
  /// CPU time in seconds.
  public var cpuSeconds: Int64 = 0
  /// Open files.
  public var openFiles: Int64 = 0
  /// The size of a file that is written, in bytes.
  public var fileBytes: Int64 = 0
  /// Whether it leads a session and group of its own.
  public var newSession = true
  /// Whether set-user-id programs are of no use to it.
  public var noNewPrivileges = false
  /// Which signal it gets when the thread that started it ends; 0: none.
  public var deathSignal: Int32 = 0

  /// The launch of an executable; the other settings are variables.
  public init(_ executable: String, _ arguments: [String] = []) {
    self.executable = executable
    self.arguments = [executable] + arguments
  }

  /// The call that failed, and its error number.
  public struct Refusal: Error, Equatable, CustomStringConvertible {
    /// The name of the call.
    public var call: String
    /// What it set `errno` to.
    public var error: Int32

    /// Whether the machine lacks what others will give back: descriptors, processes, memory.
    ///
    /// A program that does not fit into the memory it may have is refused at `execve` each time.
    public var isPassing: Bool {
      [EMFILE, ENFILE, EAGAIN, ENOMEM].contains(error) && (call, error) != ("execve", ENOMEM)
    }

    /// Makes a refusal from its parts.
    public init(call: String, error: Int32) {
      self.call = call
      self.error = error
    }

    /// The call and the error in words.
    public var description: String { "\(call): \(String(cString: strerror(error)))" }
  }

  /// Starts the process.
  ///
  /// - Returns: The child, which is to be waited for.
  /// - Throws: ``Refusal``.
  public func start() throws(Refusal) -> ChildProcess {
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var pidfd: Int32 = -1
    var call: UnsafePointer<CChar>?
    var error: Int32 = 0
    let pid = withCStrings { executable, directory in
      words.withUnsafeMutableBufferPointer { words in
        variables.withUnsafeMutableBufferPointer { variables in
          descriptors.withUnsafeBufferPointer { descriptors in
            var child = csystem_child()
            child.executable = executable
            child.directory = directory
            child.arguments = UnsafePointer(words.baseAddress)
            child.environment = UnsafePointer(variables.baseAddress)
            child.descriptors = descriptors.baseAddress
            child.descriptor_count = Int32(descriptors.count)
            child.memory_bytes = memoryBytes
            child.cpu_seconds = cpuSeconds
            child.open_files = openFiles
            child.file_bytes = fileBytes
            child.new_session = newSession
            child.no_new_privileges = noNewPrivileges
            child.death_signal = deathSignal
            let pid = csystem_spawn(&child, &pidfd, &call)
            error = errno
            return pid
          }
        }
      }
    }
    guard pid >= 0 else { throw Refusal(call: call.map { String(cString: $0) } ?? "", error: error) }
    return ChildProcess(pid: pid, pidfd: pidfd)
  }

  private func withCStrings(
    _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>?) -> pid_t
  ) -> pid_t {
    executable.withCString { executable in
      guard let directory else { return body(executable, nil) }
      return directory.withCString { body(executable, $0) }
    }
  }
}
