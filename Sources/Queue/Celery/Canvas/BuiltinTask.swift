// The tasks that every Celery worker has: they need no handler.

public import JSONText

/// What becomes of a message whose task is one of Celery's own.
///
/// `celery.map` and `celery.starmap` call a task for each of many items. Celery calls it within one process; here each
/// call is a task of its own, and all of them a chord whose body, `celery.accumulate`, has the id, the links and the
/// chain of the message.
public enum BuiltinTask {
  /// It is done already, with this result and these children.
  case success(JSON, sending: Canvas?)
  /// Other tasks stand for it: it has no result of its own.
  case replaced(Canvas)
  /// It cannot be done.
  case failure(PythonException)

  /// How many items one message may have.
  static let mostItems = 10_000

  /// Works out what becomes of a message; nil when its task is none of Celery's.
  ///
  /// - Parameters:
  ///   - envelope: The message.
  ///   - surroundings: What is known beside.
  public init?(_ envelope: Envelope, in surroundings: Canvas.Surroundings) {
    switch envelope.task {
    case "celery.map": self = .map(envelope, surroundings, isSpread: false)
    case "celery.starmap": self = .map(envelope, surroundings, isSpread: true)
    case "celery.chunks": self = .chunks(envelope, surroundings)
    case "celery.accumulate":
      let arguments = envelope.arguments
      guard let index = envelope.keywordArguments["index"], !index.isNull else {
        self = .success(.array(arguments), sending: nil)
        return
      }
      if let place = index.integer,
        let value = JSON.array(arguments)[place < 0 ? arguments.count + place : place]
      {
        self = .success(value, sending: nil)
      } else {
        self = .failure(PythonException("IndexError", ["tuple index out of range"], module: "builtins"))
      }
    // What they do elsewhere Redis does by itself, or the end of each member of a chord.
    case "celery.backend_cleanup", "celery.chord_unlock": self = .success(nil, sending: nil)
    default: return nil
    }
  }

  private static func map(
    _ envelope: Envelope, _ surroundings: Canvas.Surroundings, isSpread: Bool
  ) -> BuiltinTask {
    let name = isSpread ? "xstarmap" : "xmap"
    guard let (task, items) = work(envelope) else {
      return typeError("\(name)() needs a signature as 'task' and an array as 'it'")
    }
    guard items.count <= mostItems else { return tooMany(items.count) }
    guard !items.isEmpty else { return .success([], sending: nil) }
    var members: [Signature] = []
    for item in items {
      var member = Signature(
        task: task.task, keywordArguments: [:], options: task.options.filter { $0.key == "queue" })
      if isSpread {
        guard let arguments = item.array else {
          return typeError("Value after * must be an iterable, not \(item.kind)")
        }
        member.arguments = arguments
      } else {
        member.arguments = [item]
      }
      members.append(member)
    }
    var options: [String: JSON] = [
      "task_id": .string(envelope.id), "group_id": JSON(envelope.group),
      "group_index": JSON(envelope.groupIndex),
      "reply_to": JSON(envelope.replyTo), "queue": JSON(envelope.routingKey),
      "ignore_result": .bool(envelope.ignoresResult), "chain": envelope.embed["chain"] ?? .null,
      "chord": envelope.embed["chord"] ?? .null, "link": envelope.embed["callbacks"] ?? .null,
      "link_error": envelope.embed["errbacks"] ?? .null,
    ]
    options = options.filter { !$0.value.isNull }
    let body = Signature(task: "celery.accumulate", keywordArguments: ["index": 0], options: options)
    var canvas = Canvas(envelope, in: surroundings)
    canvas.send(Signature(header: Signature(group: members), body: body), .values([]))
    return .replaced(canvas)
  }

  private static func chunks(_ envelope: Envelope, _ surroundings: Canvas.Surroundings) -> BuiltinTask {
    guard let (task, items) = work(envelope), let size = envelope.keywordArguments["n"]?.integer, size > 0
    else {
      return typeError("chunks() needs a signature as 'task', an array as 'it' and a count as 'n'")
    }
    let parts = stride(from: 0, to: items.count, by: size).map { start in
      Signature(
        task: "celery.starmap",
        keywordArguments: [
          "task": task.json, "it": .array(Array(items[start..<min(start + size, items.count)])),
        ], options: [:])
    }
    guard parts.count <= mostItems else { return tooMany(parts.count) }
    var canvas = Canvas(envelope, in: surroundings)
    let tuple = canvas.send(Signature(group: parts), .values([]))
    canvas.children = [tuple].compactMap { $0 }
    return .success(tuple ?? [], sending: canvas)
  }

  private static func work(_ envelope: Envelope) -> (Signature, [JSON])? {
    guard let task = Signature(envelope.keywordArguments["task"]),
      let items = envelope.keywordArguments["it"]?.array
    else { return nil }
    return (task, items)
  }

  private static func typeError(_ message: String) -> BuiltinTask {
    .failure(PythonException("TypeError", [.string(message)], module: "builtins"))
  }

  private static func tooMany(_ count: Int) -> BuiltinTask {
    let message = "\(count) items are more than \(mostItems): send them in chunks"
    return .failure(PythonException("ValueError", [.string(message)], module: "builtins"))
  }
}
