// The options of the daemon, in the order of the help. A table of its own, since swift-argument-parser brings
// Foundation, of which a daemon at rest would keep megabytes.

internal import Dispatching
internal import Logging

/// What may stand on the command line.
enum Option: String, CaseIterable {
  case handlers = "--handlers"
  case overrides = "--overrides"
  case stateDir = "--state-dir"
  case queues = "--queues"
  case concurrency = "--concurrency"
  case autoscale = "--autoscale"
  case hostname = "--hostname"
  case loglevel = "--loglevel"
  case logfile = "--logfile"
  case pidfile = "--pidfile"
  case timeLimit = "--time-limit"
  case softTimeLimit = "--soft-time-limit"
  case drainTimeout = "--drain-timeout"
  case lease = "--lease"
  case unknown = "--unknown"
  case visibilityTimeout = "--visibility-timeout"
  case requireDurable = "--require-durable"
  case taskEvents = "--task-events"
  case beat = "--beat"
  case check = "--check"
  case pool = "--pool"
  case maxTasksPerChild = "--max-tasks-per-child"
  case prefetchMultiplier = "--prefetch-multiplier"
  case version = "--version"
  case help = "--help"

  /// The letter that stands for it, with its dash.
  var short: String? {
    switch self {
    case .queues: "-Q"
    case .concurrency: "-c"
    case .hostname: "-n"
    case .loglevel: "-l"
    case .logfile: "-f"
    case .pool: "-P"
    case .taskEvents: "-E"
    case .beat: "-B"
    case .help: "-h"
    default: nil
    }
  }

  /// What its value is called in the help; nil: it takes none.
  var value: String? {
    switch self {
    case .requireDurable, .taskEvents, .beat, .check, .version, .help: nil
    case .handlers, .overrides, .stateDir: "dir"
    case .autoscale: "max,min"
    case .timeLimit, .softTimeLimit, .drainTimeout, .lease, .visibilityTimeout: "seconds"
    case .unknown: "what"
    default: String(rawValue.dropFirst(2))
    }
  }

  /// What it does; nil: it is taken from those who come from Celery, and kept out of the help.
  var about: String? {
    let standard = DispatchOptions()
    return switch self {
    case .handlers: "Holds one folder a handler; else what lies beside the program."
    case .overrides: "Holds NAME.json to merge over the manifest of handler NAME."
    case .stateDir: "Holds lock and private folders; else $RUNTIME_DIRECTORY or $XDG_RUNTIME_DIR/devseo."
    case .queues: "Queues, separated by commas; else those of the manifests, and celery."
    case .concurrency: "Handlers at a time; else as many as there are processors."
    case .autoscale: "Handlers at a time, at most and at least."
    case .hostname: "Its name; %h, %n and %d stand for the host's. (default: \(standard.hostname))"
    case .loglevel:
      "trace, debug, info, notice, warning, error or critical. (default: \(standard.logLevel.rawValue))"
    case .logfile: "Where the log goes; else to stderr."
    case .pidfile: "Where the process id is written."
    case .timeLimit: "When tasks without a hard limit of their own are killed."
    case .softTimeLimit: "When tasks without a soft limit of their own are asked to end."
    case .drainTimeout:
      "How long running handlers have when the dispatcher is to end. (default: \(standard.drainTimeoutSeconds))"
    case .lease:
      "How long the messages of a dead dispatcher wait for another one. (default: \(standard.leaseSeconds))"
    case .unknown:
      """
      Messages of tasks without a handler: dead (letters) or give-back. (values: \
      \(UnknownTasks.allCases.map(\.rawValue).joined(separator: ", ")); default: \(standard.unknown.rawValue))
      """
    case .visibilityTimeout:
      """
      How long a worker of Celery's may keep a message, as its visibility_timeout; 0: for ever. (default: \
      \(standard.visibilityTimeoutSeconds))
      """
    case .requireDurable: "Refuses a Redis that forgets when it ends."
    case .taskEvents: "Tells monitors of tasks from the start; else once one asks (Flower does)."
    case .beat:
      "Sends the tasks of the manifests' schedules when they are due, once among all dispatchers."
    case .check: "Looks at settings, handlers and Redis, tells what it finds, and starts nothing."
    case .pool, .maxTasksPerChild, .prefetchMultiplier: nil
    case .version: "Show the version."
    case .help: "Show help information."
    }
  }
}
