// A parked message as people and machines are shown it.

internal import JSONText
internal import Queue

/// What is shown of a parked message; the task is unknown when the message cannot be read.
struct ScheduledMessage {
  private let due: String
  private let queue: String
  private let byteCount: Int
  private let envelope: Envelope?

  init(_ parked: ScheduledRequest.Parked, keys: KeySpace) {
    due = WireDate.shown(milliseconds: parked.dueMilliseconds)
    var list = Substring(decoding: parked.list, as: UTF8.self)
    if list.hasPrefix(keys.prefix) { list = list.dropFirst(keys.prefix.count) }
    // The list of a priority is the queue's with the step behind.
    queue = String(list.firstRange(of: keys.separator).map { list[..<$0.lowerBound] } ?? list)
    byteCount = parked.raw.count
    envelope = try? Envelope(decoding: parked.raw)
  }

  /// Due, queue, retries, task and id.
  var row: [String] {
    [due, queue, envelope.map { "\($0.retries)" } ?? "-", envelope?.task ?? "-", envelope?.id ?? "-"]
  }

  /// All that is known, as an object.
  var json: JSON {
    [
      "due": .string(due), "queue": .string(queue), "bytes": .integer(byteCount),
      "retries": envelope.map { .integer($0.retries) } ?? .null, "task": JSON(envelope?.task),
      "id": JSON(envelope?.id),
    ]
  }
}
