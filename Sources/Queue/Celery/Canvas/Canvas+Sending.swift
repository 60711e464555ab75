// Sending a signature: from its shape to the messages that a Celery worker would publish.

internal import JSONText

extension Canvas {
  /// Sends all of a signature that can begin now.
  ///
  /// - Parameters:
  ///   - signature: What to send.
  ///   - leading: What its first tasks get before their own arguments.
  ///   - chain: What follows behind it, reversed; nil: nothing is said of that.
  /// - Returns: Its result tuple; nil: there was nothing to send.
  @discardableResult mutating func send(
    _ signature: Signature, _ leading: Leading, chain: [JSON]? = nil
  ) -> JSON? {
    var signature = signature
    var ids = self
    _ = signature.freeze { ids.newID() }
    takeCount(from: ids)
    return sendFrozen(signature, leading, chain: chain, level: 0)
  }

  private mutating func sendFrozen(
    _ signature: Signature, _ leading: Leading, chain: [JSON]?, level: Int
  ) -> JSON? {
    guard level < Signature.mostLevels else { return nil }
    var signature = signature
    signature.follow(by: chain)
    return switch signature.kind {
    case .task: sendTask(signature, leading)
    case .group: sendGroup(signature, leading, level)
    case .chain: sendChain(signature, leading, level)
    case .chord: sendChord(signature, leading, level)
    }
  }

  private mutating func sendGroup(_ group: Signature, _ leading: Leading, _ level: Int) -> JSON? {
    let id = group.id ?? newID()
    let chain = group.options["chain"]?.array
    var tuples: [JSON] = []
    for (index, member) in group.members.enumerated() {
      var member = member
      member.stand(at: Place(group: id, index: index, chord: group.options["chord"]))
      if let tuple = sendFrozen(member, leading, chain: chain, level: level + 1) { tuples.append(tuple) }
    }
    guard !tuples.isEmpty else { return nil }
    // A header in which it stands has counted its members already, and may have its id: the size stays as it is.
    return [[.string(id), nil], .array(tuples)]
  }

  private mutating func sendChain(_ chain: Signature, _ leading: Leading, _ level: Int) -> JSON? {
    var steps = chain.members
    guard !steps.isEmpty else { return nil }
    for index in steps.indices { steps[index].add(chain.signatures("link_error"), to: "link_error") }
    steps[steps.count - 1].add(chain.signatures("link"), to: "link")
    var first = steps.removeFirst()
    first.prepend(chain.arguments)
    let rest = (chain.options["chain"]?.array ?? []) + steps.reversed().map(\.json)
    return sendFrozen(first, chain.isImmutable ? .values([]) : leading, chain: rest, level: level + 1)
  }

  private mutating func sendChord(_ chord: Signature, _ leading: Leading, _ level: Int) -> JSON? {
    guard var body = chord.body else { return nil }
    let group = chord.id ?? newID()
    // What was said of the chord is said of its body: that is what others wait for.
    for (name, value) in chord.options where name != "task_id" && name != "chain" {
      if body.options[name] == nil || !["group_id", "group_index", "chord"].contains(name) {
        body.options[name] = value
      }
    }
    body.follow(by: chord.options["chain"]?.array)
    body.options["root_id"] = .string(rootID)
    body.options["parent_id"] = .string(parentID)
    body.stand(at: Place(group: group))
    let members = chord.members
    guard !members.isEmpty else { return sendFrozen(body, .values([[]]), chain: nil, level: level + 1) }
    let leading = chord.isImmutable ? .values([]) : leading
    var (tuples, count) = ([JSON](), 0)
    for (index, member) in members.enumerated() {
      var member = member
      member.prepend(chord.arguments)
      member.stand(at: Place(group: group, index: index, chord: body.json))
      count += member.partCount
      if let tuple = sendFrozen(member, leading, chain: nil, level: level + 1) { tuples.append(tuple) }
    }
    writeSize(count, of: group)
    let tuple: JSON = [[.string(group), nil], .array(tuples)]
    // The results of groups within are put together in this shape.
    if members.contains(where: \.endsInGroup) {
      effects.append(write(surroundings.keys.group(group), PythonText.bytes(["result": tuple])))
    }
    return tuple
  }

  private mutating func writeSize(_ count: Int, of group: String) {
    effects.append(
      write(surroundings.keys.group(group) + Array(".s".utf8), Array("\(count)".utf8)))
  }

  private mutating func sendTask(_ signature: Signature, _ leading: Leading) -> JSON? {
    let options = signature.options
    let id = signature.id ?? newID()
    let queue =
      options["queue"]?.string
      ?? (options["exchange"]?.string ?? "" == "" ? options["routing_key"]?.string : nil)
    var task = NewTask(
      task: signature.task, id: id, queue: queue ?? surroundings.queue(signature.task),
      keywordArguments: signature.keywordArguments)
    task.arguments = signature.arguments
    if !signature.isImmutable {
      switch leading {
      case .values(let values): task.arguments = values + task.arguments
      case .open: task.hasOpenArgument = true
      }
    }
    task.read(options, now: surroundings.seconds)
    task.rootID = keepsFamily ? options["root_id"]?.string ?? rootID : rootID
    task.parentID = keepsFamily ? options["parent_id"]?.string ?? parentID : parentID
    let inherited = envelope.otherHeaders["stamps"]?.object ?? [:]
    task.stamps = inherited.merging(task.stamps) { $1 }
    guard !isTooLarge else { return nil }
    let raw = EnvelopeWriter(origin: surroundings.origin).envelope(
      of: task, deliveryTag: TaskID.child(of: id, 0))
    guard spend(raw.count) else { return nil }
    messages.append(
      Dispatch(
        list: surroundings.keys.list(task.queue, priority: task.priority), raw: raw,
        due: task.eta.flatMap {
          $0 > surroundings.seconds ? .at(milliseconds: Int64(($0 * 1000).rounded(.up))) : nil
        }))
    return [[.string(id), nil], nil]
  }
}

extension Signature {
  /// Whether the last of it is a group, so that it has several results.
  fileprivate var endsInGroup: Bool {
    switch kind {
    case .task: false
    case .group: true
    case .chain: members.last?.endsInGroup ?? false
    case .chord: body?.endsInGroup ?? false
    }
  }
}

extension NewTask {
  /// Takes what a signature's options say.
  mutating func read(_ options: [String: JSON], now: Double) {
    func date(_ value: JSON?) -> Double? {
      let seconds = value?.string.flatMap(WireDate.seconds) ?? value?.double.map { now + $0 }
      return seconds.flatMap { $0.isFinite && $0 < 253_402_300_799 ? $0 : nil }
    }
    func limit(_ value: JSON?) -> Double? { value?.double.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } }
    eta = date(options["countdown"].flatMap { $0.double ?? 0 > 0 ? $0 : nil }) ?? date(options["eta"])
    expires = date(options["expires"])
    priority = options["priority"]?.integer ?? 0
    timeLimitSeconds = limit(options["time_limit"])
    softTimeLimitSeconds = limit(options["soft_time_limit"])
    ignoresResult = options["ignore_result"] == true
    replyTo = options["reply_to"]?.string
    shadow = options["shadow"]?.string
    group = options["group_id"]?.string
    groupIndex = options["group_index"]?.integer
    otherHeaders = options["headers"]?.object ?? [:]
    for name in options["stamped_headers"]?.array?.compactMap(\.string) ?? [] {
      if let stamp = options[name] { stamps[name] = stamp }
    }
    for (name, option) in [("callbacks", "link"), ("errbacks", "link_error"), ("chain", "chain")] {
      guard let value = options[option] else { continue }
      embed[name] = value.array == nil ? [value] : value
    }
    embed["chord"] = options["chord"]
  }
}
