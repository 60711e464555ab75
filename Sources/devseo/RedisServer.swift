// The way to Redis: what the variables say, and a question with its answer.

internal import Queue
internal import Runtime

/// One database, as the commands see it.
struct RedisServer {
  /// What the database is for.
  enum Role {
    /// Queues and dead letters: REDIS_URL.
    case broker
    /// Results: RESULT_URL, or else REDIS_URL.
    case results
  }

  let keys: KeySpace
  let address: RedisAddress
  private let pipe: RedisPipe
  private let patience: Duration

  /// Reads where it is; nothing is connected before the first question.
  ///
  /// - Parameters:
  ///   - role: Which database.
  ///   - patience: How long each answer may take.
  /// - Throws: ``Failure`` when no variable names it, or one does so in a way that cannot be read.
  init(_ role: Role, patience: Duration) throws(Failure) {
    let result = role == .results ? Environment.value(of: "RESULT_URL") : nil
    guard let url = result ?? Environment.value(of: "REDIS_URL") else {
      throw Failure(
        .configuration, "cannot find Redis: set REDIS_URL, for example to redis://localhost:6379/0")
    }
    keys = KeySpace(prefix: Environment.value(of: "GLOBAL_KEYPREFIX") ?? "")
    self.patience = patience
    do {
      address = try RedisAddress(parsing: url)
      pipe = try RedisPipe(address, keyPrefix: keys.prefix)
    } catch {
      throw Failure(.configuration, error.description)
    }
  }

  /// Asks and waits for the answer.
  ///
  /// - Parameters:
  ///   - request: The question.
  ///   - purpose: What for, as in "cannot PURPOSE: reason".
  /// - Returns: The answer.
  /// - Throws: ``Failure``.
  func ask<Request: ScriptRequest>(
    _ request: Request, to purpose: String
  ) throws(Failure) -> Request.Reply {
    let values: [ReplyValue]
    do {
      values = try pipe.call(
        request.pipeRequest(keys, deadline: min(.seconds(5), patience)), patience: patience)
    } catch {
      throw Failure(error, to: purpose)
    }
    do {
      return try request.reply(from: values)
    } catch {
      throw Failure(.software, "cannot \(purpose): \(error.description)")
    }
  }

  /// The queue that tasks go to unless another is named.
  static var defaultQueue: String { Environment.value(of: "TASK_DEFAULT_QUEUE") ?? "celery" }

  /// The queues that are looked at unless others are named.
  static var usualQueues: [String] {
    let names = [defaultQueue, "celery", "crawl", "email"]
    return names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
  }
}
