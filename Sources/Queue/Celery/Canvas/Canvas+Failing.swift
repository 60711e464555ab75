// What follows an end that is no success: nobody is left waiting for a task that will never run.

internal import JSONText

extension Canvas {
  /// How an end is told to those behind it.
  struct Bad {
    /// `.failure` or `.revoked`; of a chord that fails later the exception is a hole.
    var state: ResultRecord.State
    /// Whether the exception is known.
    var isKnown = true
    /// Whether the end comes at a time that is not known yet.
    var isLate = false

    /// The exception as JSON.
    var value: [UInt8] {
      guard isKnown else { return [Hole.value] }
      return switch state {
      case .failure(let exception, _): PythonText.bytes(exception.members)
      case .revoked(let reason): PythonText.bytes(PythonException.revoked(reason).members)
      default: PythonText.bytes(.null)
      }
    }
  }

  /// What follows a failure or a revocation: later tasks of the chain end likewise, so do chords and their bodies; links
  /// for errors are sent, after a failure.
  ///
  /// - Parameters:
  ///   - state: `.failure` or `.revoked`.
  ///   - envelope: The task's message.
  ///   - isLate: Whether the end comes later, if at all: then the server puts its date in.
  ///   - surroundings: What is known beside.
  public init(
    failure state: ResultRecord.State, of envelope: Envelope, isLate: Bool = false,
    in surroundings: Surroundings
  ) {
    self.init(envelope, in: surroundings)
    guard !envelope.embed.isEmpty else { return }
    let bad = Bad(state: state, isLate: isLate)
    if let chord = envelope.embed["chord"], let group = envelope.group {
      let part = part(
        of: group, index: envelope.groupIndex, taskID: envelope.id, state: state.name, bad.value,
        chord: chord)
      effects.append(.join(part))
    }
    for later in Signature.list(envelope.embed["chain"]) { fail(later, bad, isCalling: false, level: 0) }
    if case .failure = state { call(Signature.list(envelope.embed["errbacks"]), about: envelope.id) }
  }

  /// A member's part, with what its chord's last part sets going.
  mutating func part(
    of group: String, index: Int?, taskID: String, state: String, _ value: [UInt8], chord: JSON,
    level: Int = 0
  ) -> ChordPart {
    var part = ChordPart(
      database: surroundings.database, home: surroundings.home, key: surroundings.keys.group(group),
      lifetimeSeconds: surroundings.lifetimeSeconds, mostBytes: surroundings.mostBytes, index: index,
      taskID: taskID, state: state, value: value, success: [], failure: [])
    guard let body = Signature(chord), level < Signature.mostLevels else { return part }
    // A part that is no success never completes a chord well.
    if state == "SUCCESS" {
      var going = Canvas(envelope, in: surroundings)
      going.parentID = taskID
      (going.keepsFamily, going.space) = (true, "\(space):body of \(taskID)")
      going.spentBytes = spentBytes
      going.send(body, .open)
      takeSpending(from: going)
      part.success = going.effects + going.messages.map(Effect.send)
    }

    var failing = Canvas(envelope, in: surroundings)
    failing.space = "\(space):error of \(taskID)"
    let exception = PythonException("ChordError", [], module: "celery.exceptions")
    let bad = Bad(state: .failure(exception, traceback: nil), isKnown: false)
    failing.spentBytes = spentBytes
    failing.fail(body, bad, isCalling: true, level: level)
    takeSpending(from: failing)
    part.failure = failing.effects + failing.messages.map(Effect.send)
    return part
  }

  /// Fails all of a signature that somebody may wait for.
  ///
  /// - Parameters:
  ///   - signature: What will never run.
  ///   - bad: How that is told.
  ///   - isCalling: Whether its links for errors are sent: they are for the body of a chord, and not for later tasks of a
  ///     chain, to each of which clients give the links of all.
  ///   - isHeader: Whether it is the header of a chord that fails as a whole.
  ///   - level: How deep it lies.
  private mutating func fail(
    _ signature: Signature, _ bad: Bad, isCalling: Bool, isHeader: Bool = false, level: Int
  ) {
    guard level < Signature.mostLevels else { return }
    switch signature.kind {
    case .task: failTask(signature, bad, isCalling, isHeader, level)
    case .group:
      for member in signature.members {
        fail(member, bad, isCalling: isCalling, isHeader: isHeader, level: level + 1)
      }
    case .chain:
      let steps = signature.members
      for (index, step) in steps.enumerated() {
        fail(step, bad, isCalling: isCalling && index == 0, isHeader: isHeader, level: level + 1)
      }
    case .chord:
      for member in signature.members {
        fail(member, bad, isCalling: false, isHeader: true, level: level + 1)
      }
      if let body = signature.body {
        fail(body, bad, isCalling: isCalling, isHeader: isHeader, level: level + 1)
      }
    }
    guard signature.kind != .task else { return }
    if isCalling, let id = signature.lastID { call(signature.signatures("link_error"), about: id) }
    for later in Signature.list(signature.options["chain"]) {
      fail(later, bad, isCalling: false, isHeader: isHeader, level: level + 1)
    }
  }

  private mutating func failTask(
    _ signature: Signature, _ bad: Bad, _ isCalling: Bool, _ isHeader: Bool, _ level: Int
  ) {
    let options = signature.options
    guard let id = signature.id else { return }
    if options["ignore_result"] != true {
      var record = ResultRecord(taskID: id, state: bad.state, date: surroundings.seconds)
      record.group = options["group_id"]?.string
      record.parentID = options["parent_id"]?.string
      let effect = write(record, bad)
      guard case .result(let result) = effect, spend(result.byteCount) else { return }
      effects.append(effect)
    }
    if !isHeader, let chord = options["chord"], let group = options["group_id"]?.string {
      let index = options["group_index"]?.integer
      let part = part(
        of: group, index: index, taskID: id, state: bad.state.name, bad.value, chord: chord,
        level: level + 1)
      effects.append(.join(part))
    }
    for later in Signature.list(options["chain"]) {
      fail(later, bad, isCalling: false, isHeader: isHeader, level: level + 1)
    }
    if isCalling { call(signature.signatures("link_error"), about: id) }
  }

  private func write(_ record: ResultRecord, _ bad: Bad) -> Effect {
    let key = surroundings.keys.result(record.taskID)
    guard bad.isKnown else { return write(key, record.openBytes(hasResult: false)) }
    guard bad.isLate, case .result(var late) = write(key, []) else { return write(key, record.bytes) }
    let (before, after) = record.undatedBytes
    late.value = .dated(before: before, after: after)
    return .result(late)
  }

  /// Sends links for errors as Celery sends those that it does not know: as one group, with the failed task's id.
  private mutating func call(_ errbacks: [Signature], about id: String) {
    guard !errbacks.isEmpty else { return }
    let family = (parentID, rootID)
    defer { (parentID, rootID) = family }
    (parentID, rootID) = (id, id == envelope.id ? rootID : id)
    if let child = send(Signature(group: errbacks), .values([.string(id)])) { children.append(child) }
  }
}

extension Signature {
  /// The id of the last task in it.
  fileprivate var lastID: String? {
    switch kind {
    case .task: id
    case .group, .chain: members.last?.lastID
    case .chord: body?.lastID
    }
  }
}
