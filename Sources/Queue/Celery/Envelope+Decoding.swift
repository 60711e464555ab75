// From a row to a task: which protocol it is, where its members lie, and what is allowed in them.

internal import JSONText

extension Envelope {
  /// Reads a row of a queue.
  ///
  /// Never traps, whatever the row holds. Strict about what decides whether and how the task runs; lenient
  /// about what is only shown or passed on, and about members that some clients leave out (`delivery_info`).
  ///
  /// - Parameter row: The raw bytes.
  /// - Throws: ``EnvelopeError`` with the id when one could be read.
  public init(decoding row: some Collection<UInt8>) throws(EnvelopeError) {
    let frame = try EnvelopeFrame(Array(row))
    let content = try Content(frame)
    do throws(EnvelopeError) {
      try self.init(frame, content, isLenient: false)
    } catch {
      var error = error
      if !content.embed.isEmpty, let rest = try? Envelope(frame, content, isLenient: true) {
        error.remains = Remains(rest)
      }
      throw error
    }
  }

  /// Reads the members; leniently, those that cannot be read are as if they were not there.
  private init(_ frame: EnvelopeFrame, _ content: Content, isLenient: Bool) throws(EnvelopeError) {
    let members = TaskMembers(frame, isLenient ? [:] : content.members)
    let names = TaskMembers(frame, content.members)

    guard let name = content.members["task"]?.string, !name.isEmpty else {
      throw frame.refusal(.invalidTask, "its task is no name")
    }
    guard let identity = content.members["id"]?.string, !identity.isEmpty else {
      throw frame.refusal(.invalidTask, "it has no id")
    }
    (task, id) = (name, identity)
    (arguments, keywordArguments, embed) = (content.arguments, content.keywordArguments, content.embed)
    retries = try members.retries()
    eta = try members.date("eta")
    expires = try members.date("expires")
    (timeLimitSeconds, softTimeLimitSeconds) = try members.timeLimits()

    rootID = names.text("root_id") ?? identity
    parentID = names.text("parent_id")
    group = names.text("group") ?? names.text("taskset")
    groupIndex = content.members["group_index"]?.integer
    origin = names.text("origin")
    shadow = names.text("shadow")
    argumentsRepr = content.members["argsrepr"]?.string ?? PythonRepr.tuple(content.arguments)
    keywordArgumentsRepr =
      content.members["kwargsrepr"]?.string ?? PythonRepr.text(.object(content.keywordArguments))
    ignoresResult = content.members["ignore_result"] == true

    let delivery = frame.properties["delivery_info"]
    isRedelivered = content.members["redelivered"] == true || delivery?["redelivered"] == true
    priority = frame.properties["priority"]?.integer
    replyTo = frame.properties["reply_to"]?.string
    correlationID = frame.properties["correlation_id"]?.string
    deliveryTag = frame.properties["delivery_tag"]?.string
    exchange = delivery?["exchange"]?.string
    routingKey = delivery?["routing_key"]?.string
    otherHeaders = frame.headers.filter { !Self.knownHeaders.contains($0.key) }
  }

  private static let knownHeaders: Set<String> = [
    "argsrepr", "compression", "eta", "expires", "group", "group_index", "id", "ignore_result", "kwargsrepr",
    "lang", "origin", "parent_id", "redelivered", "retries", "root_id", "shadow", "task", "timelimit",
  ]
}

/// Arguments, embed and the members of the task, from wherever the protocol keeps them.
private struct Content {
  var arguments: [JSON]
  var keywordArguments: [String: JSON]
  var embed: [String: JSON]
  var members: [String: JSON]

  init(_ frame: EnvelopeFrame) throws(EnvelopeError) {
    let values: (arguments: JSON, keywords: JSON, embed: JSON)
    switch frame.body {
    case .object(let body):
      // Protocol 1, or protocol 2 headers around such a body; headers win (`hybrid_to_proto2`).
      guard body["task"]?.isNull == false || frame.headers["task"]?.isNull == false else {
        throw frame.refusal(.unknownMessage, "neither its headers nor its body name a task")
      }
      members = body.merging(frame.headers) { $1.isNull ? $0 : $1 }
      let following = body.filter { ["callbacks", "errbacks", "chord"].contains($0.key) && !$0.value.isNull }
      values = (body["args"] ?? [], body["kwargs"] ?? [:], .object(following))
    case .array(let body):
      guard frame.headers["task"]?.isNull == false else {
        throw frame.refusal(.unknownMessage, "its headers name no task, and its body is an array")
      }
      guard body.count == 3 else {
        throw frame.refusal(
          .invalidTask, "its body has \(body.count) items instead of args, kwargs and embed")
      }
      members = frame.headers
      values = (body[0], body[1], body[2])
    default:
      throw frame.refusal(.unknownMessage, "its body is \(frame.body.kind), neither an array nor an object")
    }
    guard let arguments = values.arguments.isNull ? [] : values.arguments.array else {
      throw frame.refusal(.invalidTask, "its args are \(values.arguments.kind), not an array")
    }
    guard let keywordArguments = values.keywords.isNull ? [:] : values.keywords.object else {
      throw frame.refusal(.invalidTask, "its kwargs are \(values.keywords.kind), not an object")
    }
    guard let embed = values.embed.isNull ? [:] : values.embed.object else {
      throw frame.refusal(.invalidTask, "its embed is \(values.embed.kind), not an object")
    }
    (self.arguments, self.keywordArguments) = (arguments, keywordArguments)
    self.embed = embed.filter { !$0.value.isNull }
  }
}
