// Where a result is stored in the same step as something else.

internal import Queue
internal import Runtime

/// The database of results, seen from that of the queues.
struct ResultBackend {
  private let database: Int
  private let home: Int
  private let keys: KeySpace
  private let lifetimeSeconds: Int?

  /// Reads where results go.
  ///
  /// - Parameters:
  ///   - broker: The database of the queues.
  ///   - patience: How long each answer may take.
  /// - Throws: ``Failure`` when they go to another server, or are to be kept for no time that can be read.
  init(beside broker: RedisServer, patience: Duration) throws(Failure) {
    let results = try RedisServer(.results, patience: patience)
    guard results.address.place == broker.address.place else {
      throw Failure(
        .configuration,
        "cannot store results at RESULT_URL: it must be another database of the server of REDIS_URL")
    }
    database = results.address.database
    home = broker.address.database
    keys = broker.keys
    guard let text = Environment.value(of: "RESULT_EXPIRES") else {
      lifetimeSeconds = 86_400
      return
    }
    guard let seconds = Int(text), seconds >= 0 else {
      throw Failure(
        .configuration,
        "cannot use RESULT_EXPIRES: \(text.safe()) is no number of seconds; 0 keeps results for ever")
    }
    lifetimeSeconds = seconds == 0 ? nil : seconds
  }

  /// What says that a task was revoked, as Celery's command writes it: of children nothing is known.
  func revoked(_ id: String) -> Effect {
    var record = ResultRecord(taskID: id, state: .revoked(.revoked), date: 0)
    record.childIDs = nil
    let (before, after) = record.undatedBytes
    return .result(
      ResultWrite(
        database: database, home: home, key: keys.result(id), lifetimeSeconds: lifetimeSeconds,
        value: .dated(before: before, after: after)))
  }
}
