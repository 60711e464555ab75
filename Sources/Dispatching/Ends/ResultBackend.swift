// Where Celery's clients look for results, and what is written there.

public import Queue

internal import JSONText

/// The result backend: a database of the broker's server.
public struct ResultBackend: Hashable, Sendable {
  /// The database that results live in.
  public var database: Int
  /// The broker's database, in which the scripts run.
  public var home: Int
  /// The names of keys.
  public var keys: KeySpace
  /// How long results are kept (Celery's `result_expires`); nil: for ever.
  public var lifetimeSeconds: Int?
  /// Who runs the tasks (`name@host`), when name, arguments and worker are to be stored beside the result
  /// (Celery's `result_extended`); nil: they are not.
  public var extendedWorker: String?

  /// Makes a backend; Celery's default is to keep results for a day.
  public init(
    database: Int = 0, home: Int = 0, keys: KeySpace = KeySpace(), lifetimeSeconds: Int? = 86_400,
    extendedWorker: String? = nil
  ) {
    self.database = database
    self.home = home
    self.keys = keys
    self.lifetimeSeconds = lifetimeSeconds
    self.extendedWorker = extendedWorker
  }

  /// What stores the state of a message's task: nothing when nobody wants its result.
  ///
  /// - Parameters:
  ///   - state: The state.
  ///   - envelope: The message.
  ///   - children: The ids of the tasks that are sent with it.
  ///   - more: More of them, as result tuples.
  ///   - seconds: The server's time, in seconds since 1970.
  /// - Returns: One effect or none.
  func effects(
    _ state: ResultRecord.State, of envelope: Envelope, children: [String] = [], and more: [JSON] = [],
    at seconds: Double
  ) -> [Effect] {
    guard !envelope.ignoresResult else { return [] }
    var record = record(state, of: envelope, at: seconds)
    (record.childIDs, record.moreChildren) = (children, more)
    return [.result(write(record.bytes, of: envelope.id))]
  }

  /// What stores that a task was revoked of which only the id is known; the server puts its date in.
  func revoked(_ id: String) -> [Effect] {
    var effect = write([], of: id)
    var record = ResultRecord(taskID: id, state: .revoked(.revoked), date: 0)
    record.childIDs = nil
    let (before, after) = record.undatedBytes
    effect.value = .dated(before: before, after: after)
    return [.result(effect)]
  }

  /// What stores the failure of a task whose message could not be read beyond its id.
  func effects(_ exception: PythonException, ofTask id: String, at seconds: Double) -> [Effect] {
    let record = ResultRecord(taskID: id, state: .failure(exception, traceback: nil), date: seconds)
    return [.result(write(record.bytes, of: id))]
  }

  /// The same as ``effects(_:of:children:and:at:)`` for an end that may come much later: the server puts its date
  /// in.
  func prepared(_ state: ResultRecord.State, of envelope: Envelope) -> [Effect] {
    guard !envelope.ignoresResult else { return [] }
    var effect = write([], of: envelope.id)
    let (before, after) = record(state, of: envelope, at: 0).undatedBytes
    effect.value = .dated(before: before, after: after)
    return [.result(effect)]
  }

  private func record(
    _ state: ResultRecord.State, of envelope: Envelope, at seconds: Double
  ) -> ResultRecord {
    var record = ResultRecord(envelope, state: state, date: seconds)
    if let extendedWorker { record.extended = ResultRecord.Extension(envelope, worker: extendedWorker) }
    return record
  }

  private func write(_ text: [UInt8], of id: String) -> ResultWrite {
    ResultWrite(
      database: database, home: home, key: keys.result(id), lifetimeSeconds: lifetimeSeconds,
      value: .whole(text))
  }
}
