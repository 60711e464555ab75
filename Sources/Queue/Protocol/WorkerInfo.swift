// What a dispatcher says of itself, for people and monitors.

public import JSONText

/// A dispatcher as it describes itself when it registers.
public struct WorkerInfo: Hashable, Sendable, Decodable {
  /// Its name, as `devseo@host`.
  public var name: String
  /// The machine.
  public var host: String
  /// Its process.
  public var processID: Int
  /// The queues that it takes tasks from.
  public var queues: [String]
  /// How many handlers it runs at a time.
  public var slots: Int
  /// Its version.
  public var version: String
  /// When it was started, in seconds since 1970.
  public var startedSeconds: Int

  private enum CodingKeys: String, CodingKey {
    case name, host, queues, slots, version
    case processID = "pid"
    case startedSeconds = "started"
  }

  /// Makes a description.
  public init(
    name: String, host: String, processID: Int, queues: [String], slots: Int, version: String,
    startedSeconds: Int
  ) {
    self.name = name
    self.host = host
    self.processID = processID
    self.queues = queues
    self.slots = slots
    self.version = version
    self.startedSeconds = startedSeconds
  }

  /// Reads a description.
  ///
  /// - Parameter text: The JSON.
  /// - Throws: ``JSONError``.
  public init(parsing text: [UInt8]) throws(JSONError) {
    self = try JSON(parsing: text).decode(WorkerInfo.self)
  }

  /// The description as an object.
  public var json: JSON {
    [
      "name": .string(name), "host": .string(host), "pid": .integer(processID),
      "queues": .array(queues.map { .string($0) }), "slots": .integer(slots), "version": .string(version),
      "started": .integer(startedSeconds),
    ]
  }
}
