// How other programs of Celery's world learn which queues there are.

/// An entry of kombu's table of an exchange: `_kombu.binding.<exchange>`, a set.
public struct QueueBinding: Hashable, Sendable {
  /// The whole key of the set.
  public var key: [UInt8]
  /// Routing key, pattern and queue, with the separator between.
  public var member: [UInt8]

  /// The entry that Celery's clients make of a queue: exchange, routing key and queue have one name.
  public init(queue: String, in keys: KeySpace) {
    key = Array("\(keys.prefix)_kombu.binding.\(queue)".utf8)
    // kombu's separator of a binding is fixed, whatever that of the priorities is.
    let separator = "\u{06}\u{16}"
    member = Array("\(queue)\(separator)\(separator)\(queue)".utf8)
  }
}
