// What the command line says; the rest comes from the environment.

public import Logging

/// The options of a dispatcher.
public struct DispatchOptions: Sendable {
  /// Holds one folder a handler; nil: beside the program, `../handlers` or `../lib/devseo/handlers`.
  public var handlersFolder: String?
  /// Holds `NAME.json` with members to merge over the manifest of the handler NAME.
  public var overridesFolder: String?
  /// Holds lock and private folders; nil: `$RUNTIME_DIRECTORY`, else `$XDG_RUNTIME_DIR/devseo`.
  public var stateFolder: String?
  /// The queues; empty: those of the manifests, and the default one.
  public var queues: [String] = []
  /// How many handlers run at a time; nil: as many as there are processors.
  public var concurrency: Int?
  /// How many slots are kept when there is little to do; nil: all.
  public var leastConcurrency: Int?
  /// What becomes of messages whose task no handler has.
  public var unknown = UnknownTasks.dead
  /// Whether a Redis is refused that does not keep what it was told.
  public var requiresDurability = false
  /// The pattern of its name.
  public var hostname = "devseo@%h"
  /// What is written to the log.
  public var logLevel = Logger.Level.info
  /// Where the log goes; nil: stderr.
  public var logFile: String?
  /// Where the process id is written; nil: nowhere.
  public var pidFile: String?
  /// The soft limit of tasks without one of their own, in seconds.
  public var softTimeLimitSeconds: Double?
  /// The hard limit of tasks without one of their own, in seconds.
  public var timeLimitSeconds: Double?
  /// How long handlers may go on once a drain has begun, in seconds.
  public var drainTimeoutSeconds = 60.0
  /// How long a claim is held unless it is renewed, in seconds.
  public var leaseSeconds = 60.0
  /// For how long a worker of Celery's may keep a message, in seconds; 0: for ever.
  public var visibilityTimeoutSeconds = 3600.0
  /// Whether monitors hear of tasks before they have asked.
  public var sendsTaskEvents = false
  /// Whether it sends the tasks of schedules.
  public var keepsSchedules = false
  /// Flags that were given and have no meaning here.
  public var idleFlags: [String] = []

  /// Options with everything at its default.
  public init() {}
}
