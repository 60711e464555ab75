// A place for one message: from its claim to the definite answer that it is settled.

internal import JSONText
internal import Queue

/// One of the dispatcher's slots.
struct Slot: Sendable {
  /// What the slot is at.
  enum State: Sendable {
    /// It has no message.
    case free
    /// It has asked for one and does not know yet.
    case claiming
    /// Its message is about to run, but Redis has a word in it.
    case preparing(Job, Preparation)
    /// Its handler runs.
    case running(Run)
    /// Redis is to be told how it ended, until it answers.
    case settling(Settlement)
  }

  /// What comes before a handler starts, in this order.
  enum Preparation: Sendable, CaseIterable {
    /// Redis is asked whether the task was revoked.
    case revocation
    /// Redis is asked for its place among the others of its rate.
    case rate
    /// Redis is told how the task ends if this dispatcher does not live to tell.
    case mark
  }

  /// The name of a state alone: what is asked at every step, without a copy of what the state holds.
  enum Kind: Sendable {
    case free, claiming, preparing, running, settling
  }

  /// The number of the next claim; it goes up once an answer has used it up.
  var sequence: UInt64 = 0
  var state = State.free {
    didSet { kind = Self.kind(of: state) }
  }
  private(set) var kind = Kind.free
  /// From when on somebody else may have the slot's message.
  var leaseEnd: ContinuousClock.Instant

  /// The claim that the slot holds, unless it was given up.
  var claim: Claim? {
    switch state {
    case .free, .claiming: nil
    case .preparing(let job, _): job.claim
    case .running(let run): run.intervention == .lost ? nil : run.job.claim
    case .settling(let settlement): settlement.claim
    }
  }

  init(leaseEnd: ContinuousClock.Instant) { self.leaseEnd = leaseEnd }

  private static func kind(of state: State) -> Kind {
    switch state {
    case .free: .free
    case .claiming: .claiming
    case .preparing: .preparing
    case .running: .running
    case .settling: .settling
    }
  }

  var isFree: Bool { kind == .free }

  var run: Run? {
    guard kind == .running, case .running(let run) = state else { return nil }
    return run
  }

  /// When something is to be done to the handler, if it goes on.
  var nextDeadline: ContinuousClock.Instant? {
    guard let run, run.intervention != .lost else { return nil }
    return min(leaseEnd, run.nextDeadline ?? leaseEnd)
  }
}

/// A handler that runs.
struct Run: Sendable {
  typealias Instant = ContinuousClock.Instant

  var job: Job
  var startedAt: Instant
  /// What was done to it so far.
  var intervention = HandlerEnd.Intervention.none
  /// Whether SIGKILL was sent because the dispatcher ends.
  var isKilled = false
  /// When it is killed that was asked to end because its task was revoked.
  var revocationDeadline: Instant?
  /// Progress that is not told yet.
  var progress: JSON?
  /// From when on progress may be told again.
  var tellingDue: Instant

  var softDeadline: Instant? { job.softLimitSeconds.map { startedAt + .seconds($0) } }
  var hardDeadline: Instant? { job.hardLimitSeconds.map { startedAt + .seconds($0) } }

  init(job: Job, startedAt: Instant) {
    self.job = job
    self.startedAt = startedAt
    tellingDue = startedAt
  }

  /// When its progress is to be told; nil: there is nothing new.
  var tellDue: Instant? { progress == nil || intervention == .lost ? nil : tellingDue }

  /// When a limit is due, if it goes on.
  var nextDeadline: Instant? {
    if let revocationDeadline { return isKilled ? nil : revocationDeadline }
    guard intervention < .hardLimit else { return nil }
    let soft = intervention < .softLimit ? softDeadline : nil
    return [soft, hardDeadline].compactMap { $0 }.min()
  }
}
