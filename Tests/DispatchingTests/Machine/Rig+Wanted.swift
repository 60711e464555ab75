// What the machine under test wanted done, and what it asked of Redis.

import Dispatching
import JSONText
import Queue

extension Rig {
  struct Missing: Error, CustomStringConvertible {
    let description: String
    init(_ what: String) { description = "the machine did not want \(what)" }
  }

  /// The jobs that were to be started.
  var started: [(slot: Int, job: Job)] {
    actions.compactMap { if case .start(let slot, let job) = $0 { (slot, job) } else { nil } }
  }

  /// The signals that were to be sent.
  var signals: [Int32] {
    actions.compactMap { if case .signal(_, let number) = $0 { number } else { nil } }
  }

  /// How often it asked for a message.
  var claims: Int { actions.count { if case .ask(.claim) = $0 { true } else { false } } }

  /// The exit code that it wants to end with.
  var exitCode: Int32? {
    for case .end(let code) in actions { return code }
    return nil
  }

  /// The log lines of a level.
  func logged(_ level: String) -> [String] {
    actions.compactMap { action in
      guard case .log(let found, let message, _) = action, "\(found)" == level else { return nil }
      return message
    }
  }
}

extension QueueRequest {
  /// The commit, also that of a turn.
  var commit: CommitRequest? {
    switch self {
    case .commit(let request): request
    case .turn(let request): request.commit
    default: nil
    }
  }

  /// Which script it is for; a turn counts as the commit in it.
  var script: QueueScript {
    switch self {
    case .register: .register
    case .beat: .beat
    case .claim: .claim
    case .express: .express
    case .revocations: .revocations
    case .rate: .rate
    case .mark: .mark
    case .tell: .tell
    case .stage: .stage
    case .commit, .turn: .commit
    case .retry: .retry
    case .defer: .defer
    case .dead: .dead
    case .reap: .reap
    case .restore: .restore
    case .promote: .promote
    case .release: .release
    case .introduce: .introduce
    case .speak: .speak
    case .scheduled: .scheduled
    case .revoked: .revoked
    case .revoke: .revoke
    case .plan: .plan
    case .tick: .tick
    }
  }

  /// The stored states that it carries, by Celery's names.
  var states: [String] { effects.compactMap { $0["status"]?.string } }

  /// The stored records that it carries.
  var effects: [JSON] {
    let effects: [Effect] =
      switch self {
      case .commit(let request): request.effects
      case .turn(let request): request.commit.effects
      case .retry(let request): request.effects
      case .dead(let request): request.effects
      case .mark(let request): request.ending
      case .tell(let request): request.effects
      default: []
      }
    return effects.compactMap { effect in
      guard case .result(let write) = effect else { return nil }
      switch write.value {
      case .whole(let text): return try? JSON(parsing: text)
      case .dated(let before, let after):
        return try? JSON(parsing: before + Array("2026-01-01T00:00:00+00:00".utf8) + after)
      }
    }
  }
}
