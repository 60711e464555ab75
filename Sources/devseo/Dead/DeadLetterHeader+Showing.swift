// A dead letter's header as people and machines are shown it.

internal import JSONText
internal import Queue

extension DeadLetterHeader {
  /// When it died, to the second: `2026-11-22T20:30:47Z`.
  var date: String { WireDate.shown(milliseconds: Int64(milliseconds)) }

  /// All members.
  var members: [String: JSON] {
    [
      "id": .string(id), "reason": .string(reason), "queue": .string(queue), "list": .string(list),
      "attempts": .integer(attempts), "time": .string(date), "token": .string(token),
      "task_id": .string(taskID), "bytes": .integer(byteCount),
    ]
  }

  /// The header as an object.
  var json: JSON { .object(members) }
}
