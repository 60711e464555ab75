// The daemon: takes messages from Celery's lists and runs a handler for each. Arguments, then run.

public import ArgumentParser
public import Dispatching
import Logging
import Messages

@main
struct Dispatcher: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispatcher",
    abstract: "Runs a handler for each message of Celery's queues.",
    discussion: """
      Examples:
        REDIS_URL=redis://localhost:6379/0 dispatcher --state-dir /tmp/devseo
        dispatcher -Q crawl -c 8 -n crawler@%h

      Redis is named by REDIS_URL, and by RESULT_URL when results lie in another of its databases; GLOBAL_KEYPREFIX, \
      RESULT_EXPIRES, RESULT_EXTENDED and TASK_DEFAULT_QUEUE are Celery's settings of those names. Each may be a file \
      in $CREDENTIALS_DIRECTORY. Handlers are given the variables that their manifests name.

      Signals:
        TERM, INT   claims no more, waits for handlers, ends; once more: at once
        HUP         reads the handlers' manifests anew

      Exit codes:
        0   drained; with --check: nothing is wrong
        64  command line
        69  Redis did not take claims back; they are left to their leases
        75  a dispatcher of that name runs already
        78  configuration
      """,
    version: "dispatcher \(Release.version)")

  @Option(
    help: ArgumentHelp("Holds one folder a handler; else what lies beside the program.", valueName: "dir"))
  var handlers: String?

  @Option(help: ArgumentHelp("Holds NAME.json to merge over the manifest of handler NAME.", valueName: "dir"))
  var overrides: String?

  @Option(
    help: ArgumentHelp(
      "Holds lock and private folders; else $RUNTIME_DIRECTORY or $XDG_RUNTIME_DIR/devseo.", valueName: "dir")
  )
  var stateDir: String?

  @Option(
    name: [.customShort("Q"), .long],
    help: ArgumentHelp(
      "Queues, separated by commas; else those of the manifests, and celery.", valueName: "queues"))
  var queues: String?

  @Option(name: .shortAndLong, help: "Handlers at a time; else as many as there are processors.")
  var concurrency: Int?

  @Option(help: ArgumentHelp("Handlers at a time, at most and at least.", valueName: "max,min"))
  var autoscale: String?

  @Option(name: [.customShort("n"), .long], help: "Its name; %h, %n and %d stand for the host's.")
  var hostname = "devseo@%h"

  @Option(name: [.customShort("l"), .long], help: "trace, debug, info, notice, warning, error or critical.")
  var loglevel = "info"

  @Option(name: [.customShort("f"), .long], help: "Where the log goes; else to stderr.")
  var logfile: String?

  @Option(help: "Where the process id is written.")
  var pidfile: String?

  @Option(
    help: ArgumentHelp("When tasks without a hard limit of their own are killed.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(
    help: ArgumentHelp("When tasks without a soft limit of their own are asked to end.", valueName: "seconds")
  )
  var softTimeLimit: Double?

  @Option(
    help: ArgumentHelp("How long running handlers have when the dispatcher is to end.", valueName: "seconds"))
  var drainTimeout = 60.0

  @Option(
    help: ArgumentHelp(
      "How long the messages of a dead dispatcher wait for another one.", valueName: "seconds"))
  var lease = 60.0

  @Option(
    help: ArgumentHelp("Messages of tasks without a handler: dead (letters) or give-back.", valueName: "what")
  )
  var unknown = UnknownTasks.dead

  @Flag(help: "Refuses a Redis that forgets when it ends.")
  var requireDurable = false

  @Flag(help: "Looks at settings, handlers and Redis, tells what it finds, and starts nothing.")
  var check = false

  @Option(name: [.customShort("P"), .long], help: .hidden)
  var pool: String?

  @Option(help: .hidden)
  var maxTasksPerChild: Int?

  @Option(help: .hidden)
  var prefetchMultiplier: Int?

  func validate() throws {
    guard level != nil else {
      throw ValidationError("cannot log at level \(loglevel): take debug, info, warning, error or critical")
    }
    if let concurrency, !(1...10_000).contains(concurrency) {
      throw ValidationError("cannot run \(concurrency) handlers at a time: take 1 to 10000")
    }
    if let autoscale, bounds(autoscale) == nil {
      throw ValidationError("cannot use --autoscale \(autoscale): take two numbers, as in 10,2")
    }
    for (flag, seconds) in [("--time-limit", timeLimit), ("--soft-time-limit", softTimeLimit)] {
      guard let seconds, !(seconds > 0 && seconds <= 1e9) else { continue }
      throw ValidationError("cannot use \(flag) \(seconds): take seconds above 0")
    }
    guard drainTimeout >= 0, drainTimeout <= 1e6 else {
      throw ValidationError("cannot use --drain-timeout \(drainTimeout): take seconds from 0")
    }
    guard lease >= 1, lease <= 3600 else {
      throw ValidationError("cannot use --lease \(lease): take 1 to 3600 seconds")
    }
    if let queues, names(queues).isEmpty { throw ValidationError("cannot use --queues: it names none") }
  }

  func run() throws {
    var options = DispatchOptions()
    options.handlersFolder = handlers
    options.overridesFolder = overrides
    options.stateFolder = stateDir
    options.queues = queues.map(names) ?? []
    options.concurrency = concurrency
    if let (most, least) = autoscale.flatMap(bounds) {
      (options.concurrency, options.leastConcurrency) = (most, least)
    }
    options.hostname = hostname
    options.logLevel = level ?? .info
    options.logFile = logfile
    options.pidFile = pidfile
    options.timeLimitSeconds = timeLimit
    options.softTimeLimitSeconds = softTimeLimit
    options.drainTimeoutSeconds = drainTimeout
    options.leaseSeconds = lease
    options.unknown = unknown
    options.requiresDurability = requireDurable
    let idle = [
      (pool != nil, "--pool"), (maxTasksPerChild != nil, "--max-tasks-per-child"),
      (prefetchMultiplier != nil, "--prefetch-multiplier"),
    ]
    options.idleFlags = idle.filter(\.0).map(\.1)
    if check {
      let findings = Checkup.run(options)
      for finding in findings { print("\(finding.verdict.rawValue)\t\(finding.subject): \(finding.text)") }
      if findings.contains(where: { $0.verdict == .wrong }) { throw ExitCode(78) }
      return
    }
    let code = Startup.run(options)
    if code != 0 { throw ExitCode(code) }
  }

  /// The level, by swift-log's names or Celery's.
  private var level: Logger.Level? {
    let name = loglevel.lowercased()
    return Logger.Level(rawValue: name == "fatal" ? "critical" : name == "warn" ? "warning" : name)
  }

  private func bounds(_ text: String) -> (most: Int, least: Int)? {
    let numbers = names(text).map { Int($0) ?? -1 }
    guard numbers.count == 2, (1...10_000).contains(numbers[0]), (0...numbers[0]).contains(numbers[1]) else {
      return nil
    }
    return (numbers[0], numbers[1])
  }

  private func names(_ list: String) -> [String] {
    list.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
  }
}

extension UnknownTasks: ExpressibleByArgument {}
