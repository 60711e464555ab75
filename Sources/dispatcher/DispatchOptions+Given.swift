// From the options that are given to those of a dispatcher, or to the sentence that says which one cannot be used.

internal import Dispatching
internal import Logging

extension DispatchOptions {
  /// The options of a command line.
  ///
  /// - Throws: ``WrongUsage`` for a value that cannot be used.
  init(_ given: Given) throws(WrongUsage) {
    self.init()
    handlersFolder = given.text(.handlers)
    overridesFolder = given.text(.overrides)
    stateFolder = given.text(.stateDir)
    logFile = given.text(.logfile)
    pidFile = given.text(.pidfile)
    hostname = given.text(.hostname) ?? hostname
    requiresDurability = given.has(.requireDurable)
    sendsTaskEvents = given.has(.taskEvents)
    keepsSchedules = given.has(.beat)
    if let text = given.text(.loglevel) { logLevel = try Self.level(text) }
    if let text = given.text(.queues) {
      queues = Self.names(text)
      guard !queues.isEmpty else { throw WrongUsage("cannot use --queues: it names none") }
    }
    if let text = given.text(.unknown) {
      guard let unknown = UnknownTasks(rawValue: text) else {
        let known = UnknownTasks.allCases.map(\.rawValue).joined(separator: " or ")
        throw WrongUsage("cannot use --unknown \(text): take \(known)")
      }
      self.unknown = unknown
    }
    try takeConcurrency(given)
    try takeSeconds(given)
    try takeVisibilityTimeout(given)
    try takeIdleFlags(given)
  }

  private mutating func takeConcurrency(_ given: Given) throws(WrongUsage) {
    concurrency = try given.number(.concurrency)
    if let concurrency, !(1...10_000).contains(concurrency) {
      throw WrongUsage("cannot run \(concurrency) handlers at a time: take 1 to 10000")
    }
    guard let text = given.text(.autoscale) else { return }
    let numbers = Self.names(text).map { Int($0) ?? -1 }
    guard numbers.count == 2, (1...10_000).contains(numbers[0]), (0...numbers[0]).contains(numbers[1]) else {
      throw WrongUsage("cannot use --autoscale \(text): take two numbers, as in 10,2")
    }
    (concurrency, leastConcurrency) = (numbers[0], numbers[1])
  }

  private mutating func takeSeconds(_ given: Given) throws(WrongUsage) {
    func seconds(_ option: Option) throws(WrongUsage) -> Double? {
      try given.number(option, called: "a number of seconds")
    }
    timeLimitSeconds = try seconds(.timeLimit)
    softTimeLimitSeconds = try seconds(.softTimeLimit)
    for (option, limit) in [(Option.timeLimit, timeLimitSeconds), (.softTimeLimit, softTimeLimitSeconds)] {
      guard let limit, !(limit > 0 && limit <= 1e9) else { continue }
      throw WrongUsage("cannot use \(option.rawValue) \(limit): take seconds above 0")
    }
    drainTimeoutSeconds = try seconds(.drainTimeout) ?? drainTimeoutSeconds
    guard drainTimeoutSeconds >= 0, drainTimeoutSeconds <= 1e6 else {
      throw WrongUsage("cannot use --drain-timeout \(drainTimeoutSeconds): take seconds from 0")
    }
    leaseSeconds = try seconds(.lease) ?? leaseSeconds
    guard leaseSeconds >= 1, leaseSeconds <= 3600 else {
      throw WrongUsage("cannot use --lease \(leaseSeconds): take 1 to 3600 seconds")
    }
  }

  private mutating func takeVisibilityTimeout(_ given: Given) throws(WrongUsage) {
    let seconds: Double? = try given.number(.visibilityTimeout, called: "a number of seconds")
    visibilityTimeoutSeconds = seconds ?? visibilityTimeoutSeconds
    guard visibilityTimeoutSeconds == 0 || (1...1e9).contains(visibilityTimeoutSeconds) else {
      throw WrongUsage(
        "cannot use --visibility-timeout \(visibilityTimeoutSeconds): take seconds from 1, or 0 for never")
    }
  }

  /// Celery's flags without a meaning here; they are checked all the same.
  private mutating func takeIdleFlags(_ given: Given) throws(WrongUsage) {
    for option in [Option.maxTasksPerChild, .prefetchMultiplier] { _ = try given.number(option, Int.self) }
    idleFlags = [.pool, .maxTasksPerChild, .prefetchMultiplier].filter(given.has).map(\.rawValue)
  }

  /// The level, by swift-log's names or Celery's.
  private static func level(_ text: String) throws(WrongUsage) -> Logger.Level {
    let name = text.lowercased()
    let level = Logger.Level(rawValue: name == "fatal" ? "critical" : name == "warn" ? "warning" : name)
    guard let level else {
      throw WrongUsage("cannot log at level \(text): take debug, info, warning, error or critical")
    }
    return level
  }

  private static func names(_ list: String) -> [String] {
    list.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
  }
}
