// What happens in a dispatcher, as Celery's monitors hear it (`celery events`, Flower).

public import JSONText

/// One event.
public struct WorkerEvent: Hashable, Sendable {
  /// Such as `task-received` and `worker-heartbeat`.
  public var type: String
  /// The worker.
  public var hostname: String
  /// The members of the event, in their order.
  private var members: [Member]

  private struct Member: Hashable {
    var name: String
    var value: JSON
  }

  /// Makes an event.
  ///
  /// - Parameters:
  ///   - type: What happened.
  ///   - hostname: The worker.
  ///   - processID: Its process.
  ///   - clock: Its Lamport clock, which orders events of one time.
  ///   - timestamp: When, in seconds since 1970.
  ///   - members: What the type adds.
  public init(
    _ type: String, hostname: String, processID: Int, clock: Int, timestamp: Double,
    _ members: [(name: String, value: JSON)] = []
  ) {
    self.type = type
    self.hostname = hostname
    let head: [Member] = [
      Member(name: "hostname", value: .string(hostname)), Member(name: "utcoffset", value: 0),
      Member(name: "pid", value: .integer(processID)), Member(name: "clock", value: .integer(clock)),
    ]
    let tail: [Member] = [
      Member(name: "timestamp", value: .double(timestamp)), Member(name: "type", value: .string(type)),
    ]
    self.members = head + members.map { Member(name: $0.name, value: $0.value) } + tail
  }

  /// The event as JSON.
  var text: [UInt8] { PythonText.bytes(members.map { (name: $0.name, value: $0.value) }) }
}
