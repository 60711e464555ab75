// From a task to the bytes that a client would LPUSH: protocol 2 in kombu's envelope, as Celery 5.6.2 writes it.

internal import JSONText

/// Writes messages.
public struct EnvelopeWriter: Hashable, Sendable {
  /// Who sends: `gen<pid>@<host>`.
  public var origin: String

  /// Makes a writer for a sender.
  public init(origin: String) {
    self.origin = origin
  }

  /// The message of a new task; its list is ``PriorityList/key(queue:priority:)``.
  ///
  /// - Parameters:
  ///   - task: What it says.
  ///   - deliveryTag: A fresh id for this message.
  /// - Returns: The envelope as one line of ASCII.
  public func envelope(of task: NewTask, deliveryTag: String) -> [UInt8] {
    var properties: [(name: String, value: JSON)] = [
      ("correlation_id", .string(task.id)),
      ("reply_to", .string(task.replyTo ?? "")),
      ("delivery_mode", 2),
      ("delivery_info", ["exchange": "", "routing_key": .string(task.queue)]),
      ("priority", .integer(task.priority)),
      ("body_encoding", "base64"),
      ("delivery_tag", .string(deliveryTag)),
    ]
    if task.hasOpenArgument { properties.removeAll { $0.name == "body_encoding" } }
    return PythonText.bytes(rendered: [
      ("body", task.hasOpenArgument ? openBody(of: task) : Self.quoted(Base64.encoded(body(of: task)))),
      ("content-encoding", Self.quoted(Array("utf-8".utf8))),
      ("content-type", Self.quoted(Array("application/json".utf8))),
      ("headers", PythonText.bytes(headers(of: task))),
      ("properties", PythonText.bytes(properties)),
    ])
  }

  private func body(of task: NewTask) -> [UInt8] {
    PythonText.bytes(.array([.array(task.arguments), .object(task.keywordArguments), embed(of: task)]))
  }

  /// The body as plain text, which kombu takes as well, with a hole where the first argument will be.
  private func openBody(of task: NewTask) -> [UInt8] {
    let rest = PythonText.bytes(
      .array([.array([nil] + task.arguments), .object(task.keywordArguments), embed(of: task)]))
    let place = "[[null".utf8.count
    let text = PythonText.bytes(.string(String(decoding: rest.dropFirst(place), as: UTF8.self)))
    return Array("\"[[".utf8) + [Hole.quoted] + text.dropFirst()
  }

  private func embed(of task: NewTask) -> JSON {
    let none: [String: JSON] = ["callbacks": nil, "errbacks": nil, "chain": nil, "chord": nil]
    return .object(none.merging(task.embed) { $1 })
  }

  private func headers(of task: NewTask) -> [(name: String, value: JSON)] {
    let limits: JSON = [Self.seconds(task.timeLimitSeconds), Self.seconds(task.softTimeLimitSeconds)]
    let own: [(name: String, value: JSON)] = [
      ("lang", "py"),
      ("task", .string(task.task)),
      ("id", .string(task.id)),
      ("shadow", JSON(task.shadow)),
      // Null when there is none: a real worker exits on 0, "" and false.
      ("eta", JSON(task.eta.map(WireDate.text))),
      ("expires", JSON(task.expires.map(WireDate.text))),
      ("group", JSON(task.group)),
      ("group_index", JSON(task.groupIndex)),
      ("retries", 0),
      ("timelimit", limits),
      ("root_id", .string(task.rootID ?? task.id)),
      ("parent_id", JSON(task.parentID)),
      ("argsrepr", .string(Self.argumentsRepr(task))),
      ("kwargsrepr", .string(PythonRepr.text(.object(task.keywordArguments)))),
      ("origin", .string(origin)),
      ("ignore_result", .bool(task.ignoresResult)),
      ("replaced_task_nesting", 0),
      ("stamped_headers", task.stamps.isEmpty ? nil : JSON(task.stamps.keys.sorted())),
      ("stamps", .object(task.stamps)),
    ]
    let taken = Set(own.map(\.name))
    let others = task.otherHeaders.filter { !taken.contains($0.key) }.sorted { $0.key < $1.key }
    return own + others.map { (name: $0.key, value: $0.value) }
  }

  private static func argumentsRepr(_ task: NewTask) -> String {
    let known = PythonRepr.tuple(task.arguments)
    guard task.hasOpenArgument else { return known }
    return task.arguments.isEmpty ? "([...],)" : "([...], \(known.dropFirst())"
  }

  /// A limit as Celery's clients write it: a whole number when it is one.
  private static func seconds(_ limit: Double?) -> JSON {
    guard let limit else { return .null }
    return Int(exactly: limit).map(JSON.integer) ?? .double(limit)
  }

  /// A text without anything to escape, in quotes.
  static func quoted(_ text: [UInt8]) -> [UInt8] {
    [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
  }
}
