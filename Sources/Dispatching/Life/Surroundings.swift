// What a dispatcher finds where it is started: its folders, its Redis, the settings that Celery's clients
// share.

internal import Glibc
internal import Messages
internal import Queue
internal import Runtime

/// Options and environment, read and checked.
struct Surroundings {
  let options: DispatchOptions
  let hostname: String
  let handlersFolder: String
  let address: RedisAddress
  let results: ResultBackend
  let keys: KeySpace

  /// Reads everything that must be there.
  ///
  /// - Throws: ``Startup/Refusal``.
  init(_ options: DispatchOptions) throws(Startup.Refusal) {
    self.options = options
    hostname = WorkerName.expanded(options.hostname)
    let handlers: String
    if let folder = options.handlersFolder {
      handlers = folder
    } else {
      handlers = try Self.usualHandlersFolder()
    }
    handlersFolder = Self.absolute(handlers)
    keys = KeySpace(prefix: Environment.value(of: "GLOBAL_KEYPREFIX") ?? "")
    guard let url = Environment.value(of: "REDIS_URL") else {
      throw Self.refusal("cannot find Redis: set REDIS_URL, for example to redis://localhost:6379/0")
    }
    address = try Self.address(url)
    let place = try Environment.value(of: "RESULT_URL").map { url throws(Startup.Refusal) in
      try Self.address(url)
    }
    guard place == nil || place?.place == address.place else {
      throw Self.refusal(
        "cannot store results at RESULT_URL: a result and the end of its task are one step, so it must be "
          + "another database of the server of REDIS_URL")
    }
    results = ResultBackend(
      database: place?.database ?? address.database, home: address.database, keys: keys,
      lifetimeSeconds: try Self.lifetime(Environment.value(of: "RESULT_EXPIRES")),
      extendedWorker: Self.isSet("RESULT_EXTENDED") ? hostname : nil)
  }

  /// Where the dispatcher keeps what belongs to this machine.
  ///
  /// - Returns: The folder's path.
  /// - Throws: ``Startup/Refusal`` when nobody has named one.
  func stateFolder() throws(Startup.Refusal) -> String {
    if let folder = options.stateFolder { return Self.absolute(folder) }
    return Self.absolute(try Self.usualStateFolder())
  }

  /// The installed handlers as they are now, those of a table staying whose manifests cannot be read.
  func handlers(former: HandlerTable = HandlerTable()) -> HandlerTable {
    HandlerTable(scanning: handlersFolder, overrides: options.overridesFolder, former: former)
  }

  /// The settings of a dispatcher with these handlers.
  ///
  /// - Throws: ``Startup/Refusal`` when the process may not open as many files as that takes.
  func settings(_ table: HandlerTable) throws(Startup.Refusal) -> DispatchSettings {
    let concurrency = options.concurrency ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let usual = Environment.value(of: "TASK_DEFAULT_QUEUE") ?? "celery"
    let queues = options.queues.isEmpty ? Set(table.queues + [usual]).sorted() : options.queues
    // Of a handler its pipes and its pidfd, and the same of one that waits for its message; two for each redis-cli.
    try Self.allowFiles(10 * concurrency + 3 * queues.count + 40)
    var settings = DispatchSettings(
      owner: OwnerID(), hostname: hostname, queues: queues, concurrency: concurrency, keys: keys,
      results: results)
    settings.defaultQueue = usual
    settings.info = WorkerInfo(
      name: hostname, host: WorkerName.host, processID: Int(getpid()), queues: queues, slots: concurrency,
      version: Release.version, startedSeconds: Int(Now.current.unixSeconds))
    settings.broker = Broker(address)
    settings.sendsTaskEvents = options.sendsTaskEvents
    settings.keepsSchedules = options.keepsSchedules
    settings.leastConcurrency = options.leastConcurrency
    settings.unknown = options.unknown
    settings.tracksStarted = Self.isSet("TASK_TRACK_STARTED")
    settings.requiresDurability = options.requiresDurability
    settings.lease = .seconds(options.leaseSeconds)
    settings.visibilityTimeout = .seconds(options.visibilityTimeoutSeconds)
    settings.drainTimeout = .seconds(options.drainTimeoutSeconds)
    settings.softTimeLimitSeconds = options.softTimeLimitSeconds
    settings.timeLimitSeconds = options.timeLimitSeconds
    return settings
  }

  // MARK: - Parts

  private static func address(_ url: String) throws(Startup.Refusal) -> RedisAddress {
    do throws(PipeError) {
      return try RedisAddress(parsing: url)
    } catch {
      throw refusal(error.description)
    }
  }

  /// Whether a variable says yes.
  private static func isSet(_ name: String) -> Bool {
    ["1", "true", "yes"].contains(Environment.value(of: name)?.lowercased())
  }

  private static func lifetime(_ text: String?) throws(Startup.Refusal) -> Int? {
    guard let text else { return 86_400 }
    guard let seconds = Int(text), seconds >= 0 else {
      throw refusal("cannot use RESULT_EXPIRES: \(text) is no number of seconds; 0 keeps results for ever")
    }
    return seconds == 0 ? nil : seconds
  }

  /// The path from the root: a handler's working directory is another than ours.
  private static func absolute(_ path: String) -> String {
    var current = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard !path.isEmpty, !path.hasPrefix("/"), getcwd(&current, current.count) != nil else { return path }
    return String(decoding: current.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + "/"
      + path
  }

  private static func usualHandlersFolder() throws(Startup.Refusal) -> String {
    var link = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &link, link.count)
    let program = String(decoding: link.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = program.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
    for place in ["\(folder)/handlers", "\(folder)/lib/devseo/handlers"] where access(place, R_OK) == 0 {
      return place
    }
    throw refusal(
      "cannot find the handlers: there are none near \(program); name their folder with --handlers")
  }

  private static func usualStateFolder() throws(Startup.Refusal) -> String {
    // systemd may name several; the first one is ours.
    if let folder = Environment.variable("RUNTIME_DIRECTORY")?.split(separator: ":").first {
      return String(folder)
    }
    if let folder = Environment.variable("XDG_RUNTIME_DIR"), !folder.isEmpty { return "\(folder)/devseo" }
    throw refusal(
      "cannot choose a state folder: neither RUNTIME_DIRECTORY nor XDG_RUNTIME_DIR is set; name one with "
        + "--state-dir")
  }

  /// Raises the limit of open files as far as it takes and may be raised.
  private static func allowFiles(_ count: Int) throws(Startup.Refusal) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur < rlim_t(count) else { return }
    guard limit.rlim_max >= rlim_t(count) else {
      throw refusal(
        "cannot run so many handlers: they take \(count) open files and \(limit.rlim_max) are allowed; raise "
          + "LimitNOFILE, or lower --concurrency")
    }
    limit.rlim_cur = rlim_t(count)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private static func refusal(_ reason: String) -> Startup.Refusal {
    Startup.Refusal(code: 78, reason: reason)
  }
}
