// Freezing: everything in a signature gets its id before anything of it is sent, so that what waits can name it.
//
// The rules are those of Celery 5.6.2 (`freeze`, `prepare_steps`): ids that are there stay, groups within groups and
// chains within chains are taken apart, and a group with something behind it in a chain becomes a chord.

internal import JSONText

/// Where a signature stands: what the last task in it is told.
struct Place {
  /// The group, unless the task has one already.
  var group: String?
  /// The place in that group.
  var index: Int?
  /// The body that waits for it.
  var chord: JSON?
}

extension Signature {
  /// How deep shapes may lie in each other; what lies deeper is left out.
  static let mostLevels = 100

  /// Gives ids to all that has none.
  ///
  /// - Parameters:
  ///   - id: The id of the last task in it, unless it has one.
  ///   - place: What the last task in it is told.
  ///   - level: How deep it lies.
  ///   - newID: Makes ids.
  /// - Returns: The result tuple of Celery's clients: `[[id, null], null]`, or that of a group.
  mutating func freeze(
    id: String? = nil, at place: Place = Place(), level: Int = 0, newID: () -> String
  ) -> JSON {
    guard level < Self.mostLevels else { return nil }
    switch kind {
    case .task:
      let own = self.id ?? id ?? newID()
      self.id = own
      stand(at: place)
      return [[.string(own), nil], nil]
    case .group:
      let own = self.id ?? place.group ?? newID()
      self.id = own
      if let chord = place.chord { options["chord"] = chord }
      var (members, tuples) = (unrolled(level), [JSON]())
      for index in members.indices {
        let inner = Place(group: place.group, index: index, chord: place.chord)
        tuples.append(members[index].freeze(at: inner, level: level + 1, newID: newID))
      }
      self.members = members
      return [[.string(own), nil], .array(tuples)]
    case .chain:
      var steps = steps(level)
      var tuple = JSON.null
      for index in steps.indices.reversed() {
        let isLast = index == steps.indices.last
        let frozen = steps[index].freeze(
          id: isLast ? self.id ?? id : nil, at: isLast ? place : Place(), level: level + 1, newID: newID)
        if isLast { tuple = frozen }
      }
      members = steps
      return tuple
    case .chord:
      var members = unrolled(level)
      for index in members.indices {
        _ = members[index].freeze(at: Place(index: index), level: level + 1, newID: newID)
      }
      self.members = members
      guard var body else { return nil }
      let tuple = body.freeze(id: self.id ?? id, at: place, level: level + 1, newID: newID)
      self.body = body
      return tuple
    }
  }

  /// Tells the last task in a frozen signature where it stands.
  mutating func stand(at place: Place, level: Int = 0) {
    guard level < Self.mostLevels else { return }
    switch kind {
    case .task:
      if options["group_id"] == nil { options["group_id"] = place.group.map(JSON.string) }
      if let index = place.index { options["group_index"] = .integer(index) }
      if let chord = place.chord { options["chord"] = chord }
    case .group:
      if let chord = place.chord { options["chord"] = chord }
      var members = members
      for index in members.indices {
        members[index].stand(
          at: Place(group: place.group, index: index, chord: place.chord), level: level + 1)
      }
      self.members = members
    case .chain:
      var steps = members
      guard !steps.isEmpty else { return }
      steps[steps.count - 1].stand(at: place, level: level + 1)
      members = steps
    case .chord:
      guard var body else { return }
      body.stand(at: place, level: level + 1)
      self.body = body
    }
  }

  /// The members, those of groups within in their place.
  private func unrolled(_ level: Int) -> [Signature] {
    guard level < Self.mostLevels else { return [] }
    return members.flatMap { $0.kind == .group ? $0.unrolled(level + 1) : [$0] }
  }

  /// A chain's steps in order: no chain within, no group before the last step.
  private func steps(_ level: Int) -> [Signature] {
    guard level < Self.mostLevels else { return [] }
    var flat: [Signature] = []
    for member in members {
      var step = member
      if step.kind == .group, step.members.count == 1 { step = step.members[0] }
      if step.kind == .chain {
        var inner = step.steps(level + 1)
        if !inner.isEmpty { inner[0].prepend(step.arguments) }
        flat += inner
      } else {
        flat.append(step)
      }
    }
    // From the end: what a group has behind it is its body, which may be a chord that was a group itself.
    var backwards: [Signature] = []
    for step in flat.reversed() {
      if step.kind == .group, let next = backwards.popLast() {
        backwards.append(Signature(header: step, body: next))
      } else {
        backwards.append(step)
      }
    }
    return backwards.reversed()
  }

  /// The chord that a group and the step behind it are.
  init(header: Signature, body: Signature) {
    self.init(
      task: "celery.chord",
      keywordArguments: ["header": header.json, "body": body.json, "kwargs": [:]], options: [:])
    kind = .chord
    arguments = header.arguments
    id = body.kind == .group ? nil : body.id
  }
}
