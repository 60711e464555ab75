// What Celery's workers are told beside what lies in Redis: they keep what is revoked in their memory.

internal import JSONText
internal import Queue

extension RedisServer {
  /// How many ids one command carries.
  private static let idsInOne = 1_000

  /// Tells whoever serves queues here that tasks are revoked.
  ///
  /// - Parameters:
  ///   - ids: The tasks.
  ///   - signal: What ends those that run; nil: they go on.
  /// - Returns: Whether anybody has heard it.
  /// - Throws: ``Failure`` when Redis does not answer.
  @discardableResult func tellWorkers(revoked ids: [String], signal: String? = nil) throws(Failure) -> Bool {
    var isHeard = false
    for start in stride(from: 0, to: ids.count, by: Self.idsInOne) {
      let some = ids[start..<min(start + Self.idsInOne, ids.count)]
      let arguments: [String: JSON] = [
        "task_id": .array(some.map { .string($0) }), "terminate": .bool(signal != nil),
        "signal": .string(signal ?? "SIGTERM"),
      ]
      let speech = WorkerSpeech.command(
        "revoke", arguments, database: address.database, in: keys, deliveryTag: TaskID.random())
      let heard = try ask(SpeakRequest([speech], in: keys), to: "tell workers what is revoked").heard
      isHeard = isHeard || heard > 0
    }
    return isHeard
  }
}
