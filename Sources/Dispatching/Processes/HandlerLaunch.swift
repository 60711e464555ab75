// What a handler's process is started with: command, environment, limits. Pure: a value to be executed.

public import Messages

internal import Glibc
internal import Processes

/// Everything that a handler's process gets.
public struct HandlerLaunch: Hashable, Sendable {
  /// The path of the program.
  public var executable: String
  /// Its arguments, the name first.
  public var arguments: [String]
  /// Its whole environment: nothing is inherited.
  public var environment: [String: String]
  /// Its working directory.
  public var directory: String
  /// What it may use up.
  public var limits: Manifest.Limits
  /// What it reads on stdin; nil: that is not known yet.
  public var input: [UInt8]?

  /// The descriptor that a handler writes its events to.
  public static let eventsDescriptor = 3
  /// The descriptor over which a handler that waits for its message may be asked to make others.
  static let templateDescriptor = 4

  /// Makes the launch of a handler.
  ///
  /// - Parameters:
  ///   - handler: The handler.
  ///   - message: The message as one line of JSON.
  ///   - context: The `TASK_` variables.
  ///   - temporary: A private folder for temporary files.
  ///   - setting: Gives variables and credentials by name: the manifest names those that are passed on.
  public init(
    _ handler: InstalledHandler, message: [UInt8], context: [String: String], temporary: String,
    setting: (String) -> String?
  ) {
    let command = handler.manifest.run
    let name = command.first ?? ""
    executable = name.hasPrefix("/") ? name : "\(handler.directory)/\(name.withoutDotSlash)"
    arguments = [executable] + command.dropFirst()
    directory = temporary
    limits = handler.manifest.limits
    input = message
    environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": temporary, "HOME": temporary,
      "TASK_EVENTS_FD": String(Self.eventsDescriptor),
      // A crashing Swift program would start a helper that holds the pipes open, and each one look for the helper in a
      // dozen places when it starts.
      "SWIFT_BACKTRACE": "enable=no,color=no,swift-backtrace=/",
    ]
    for name in ["TZ"] + handler.manifest.environment {
      if let value = setting(name) { environment[name] = value }
    }
    environment.merge(context) { $1 }
  }

  /// Makes the launch of a handler whose message does not exist yet: it reads its context and its message as
  /// two lines.
  ///
  /// - Parameters:
  ///   - handler: The handler.
  ///   - temporary: A private folder for temporary files.
  ///   - offersTemplate: Whether it may make others of its kind.
  ///   - setting: Gives variables and credentials by name.
  init(
    warm handler: InstalledHandler, temporary: String, offersTemplate: Bool, setting: (String) -> String?
  ) {
    self.init(
      handler, message: [], context: ["TASK_WARM": "1"], temporary: temporary, setting: setting)
    input = nil
    if offersTemplate { environment["TASK_TEMPLATE_FD"] = String(Self.templateDescriptor) }
  }
}

extension HandlerLaunch {
  /// The process to start: in a session of its own, within its limits, gone when the dispatcher is.
  ///
  /// - Parameter descriptors: What becomes its descriptors 0 to 3.
  /// - Returns: The process, not yet started.
  func process(descriptors: [Int32]) -> Launch {
    var launch = Launch(executable)
    launch.arguments = arguments
    launch.environment = environment
    launch.directory = directory
    launch.descriptors = descriptors
    launch.memoryBytes = Int64(limits.memoryMiB ?? 0) << 20
    launch.cpuSeconds = Int64(limits.cpuSeconds ?? 0)
    launch.openFiles = Int64(limits.openFiles)
    launch.newSession = true
    launch.noNewPrivileges = true
    launch.deathSignal = SIGKILL
    return launch
  }
}

extension String {
  fileprivate var withoutDotSlash: Substring { hasPrefix("./") ? dropFirst(2) : self[...] }
}
