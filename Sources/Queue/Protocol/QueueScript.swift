// The scripts of the queue, compiled in: a line of flags, the script's name, what all share, and its own part.

/// A script of the queue, run by Redis.
///
/// Its request and reply are described at the top of `Scripts/NAME.lua`.
public enum QueueScript: String, CaseIterable, Sendable {
  /// Makes an owner known.
  case register
  /// Renews an owner and its claims.
  case beat
  /// Takes a message.
  case claim
  /// Takes a message of certain tasks, past others.
  case express
  /// Notes what is known of a message once it is decoded.
  case mark
  /// Tells how far a claim's handler is.
  case tell
  /// Gives a message its place in time among those of its task.
  case rate
  /// Hands follow-ups over before the end of a claim.
  case stage
  /// Ends a claim with its result, and takes the next message.
  case turn
  /// Ends a claim with its result and its follow-ups.
  case commit
  /// Ends a claim by parking another message in its place.
  case retry
  /// Ends a claim by parking its message unchanged.
  case `defer`
  /// Ends a claim by a dead letter.
  case dead
  /// Gives back the claims of those who are late or dead.
  case reap
  /// Gives back what workers of Celery's left behind.
  case restore
  /// Moves parked messages that are due.
  case promote
  /// Gives back the claims of an owner that ends.
  case release
  /// Takes tasks back.
  case revoke
  /// Tells which tasks are revoked.
  case revocations
  /// Lists the tasks that are revoked.
  case revoked
  /// Makes a dispatcher known to Celery's tools.
  case introduce
  /// Says what Celery's tools wait for.
  case speak
  /// Makes schedules known.
  case plan
  /// Sends a schedule's message.
  case tick
  /// Lists schedules.
  case timetable
  /// Sends a message from outside.
  case send
  /// Reads a result.
  case result
  /// Lists the dispatchers.
  case workers
  /// Counts what lies in queues.
  case queues
  /// Lists parked messages.
  case scheduled
  /// Empties lists.
  case purge
  /// Gives what dispatchers hold to workers of Celery's.
  case drainBack = "drain-back"
  /// Lists dead letters.
  case deadList = "dead-list"
  /// Shows a dead letter.
  case deadShow = "dead-show"
  /// Sends a dead letter's message again.
  case deadReplay = "dead-replay"
  /// Drops dead letters.
  case deadDrop = "dead-drop"

  /// The script as the pipe takes it.
  public var script: Script { Self.scripts[self] ?? Script(name: rawValue, parts: parts) }

  /// Put together when the first one is used.
  private static let scripts = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, Script(name: $0.rawValue, parts: $0.parts)) })

  /// The program in Lua.
  private var parts: [[UInt8]] {
    // The line of flags must stay the first one.
    let flags = body.prefix { $0 != UInt8(ascii: "\n") }
    let first = Array(flags) + Array("\nlocal script, unread = \"\(rawValue)\", \(unread)\n".utf8)
    return [first, PackageResources.head_lua] + shared + [Array(body[flags.endIndex...])]
  }

  /// What it has in common with others.
  ///
  /// All that it could call would do; but to prepare a function takes Redis time, so what each task needs has only what
  /// it calls.
  private var shared: [[UInt8]] {
    switch self {
    case .claim: [PackageResources.claims_lua, PackageResources.letters_lua, PackageResources.taking_lua]
    case .commit: Self.ending
    case .turn: Self.ending + [PackageResources.letters_lua, PackageResources.taking_lua]
    default:
      Self.ending + [
        PackageResources.letters_lua, PackageResources.owners_lua, PackageResources.taking_lua,
        PackageResources.endings_lua,
      ] + own
    }
  }

  /// What ends a claim.
  private static let ending = [
    PackageResources.claims_lua, PackageResources.parking_lua, PackageResources.canvas_lua,
    PackageResources.effects_lua, PackageResources.staging_lua,
  ]

  /// What it shares with a few others.
  private var own: [[UInt8]] {
    switch self {
    case .restore: [PackageResources.members_lua]
    case .plan, .tick, .timetable: [PackageResources.plans_lua]
    default: []
    }
  }

  /// The keys and their types, as a table in Lua, that it writes without having read them; nil: any.
  private var unread: String {
    switch self {
    case .claim: #"{ lease = "zset" }"#
    case .commit: #"{ lease = "zset", done = "zset" }"#
    // By the time it takes a message it has ended a claim.
    case .turn: #"{ lease = "zset", done = "zset", own = "zset", fence = "string", revoked = "zset" }"#
    default: "nil"
    }
  }

  /// The script's own part.
  private var body: [UInt8] {
    switch self {
    case .register: PackageResources.register_lua
    case .beat: PackageResources.beat_lua
    case .claim: PackageResources.claim_lua
    case .express: PackageResources.express_lua
    case .mark: PackageResources.mark_lua
    case .tell: PackageResources.tell_lua
    case .rate: PackageResources.rate_lua
    case .stage: PackageResources.stage_lua
    case .turn: PackageResources.turn_lua
    case .commit: PackageResources.commit_lua
    case .retry: PackageResources.retry_lua
    case .defer: PackageResources.defer_lua
    case .dead: PackageResources.dead_lua
    case .reap: PackageResources.reap_lua
    case .restore: PackageResources.restore_lua
    case .promote: PackageResources.promote_lua
    case .release: PackageResources.release_lua
    case .revoke: PackageResources.revoke_lua
    case .revocations: PackageResources.revocations_lua
    case .revoked: PackageResources.revoked_lua
    case .introduce: PackageResources.introduce_lua
    case .speak: PackageResources.speak_lua
    case .plan: PackageResources.plan_lua
    case .tick: PackageResources.tick_lua
    case .timetable: PackageResources.timetable_lua
    case .send: PackageResources.send_lua
    case .result: PackageResources.result_lua
    case .workers: PackageResources.workers_lua
    case .queues: PackageResources.queues_lua
    case .scheduled: PackageResources.scheduled_lua
    case .purge: PackageResources.purge_lua
    case .drainBack: PackageResources.drain_back_lua
    case .deadList: PackageResources.dead_list_lua
    case .deadShow: PackageResources.dead_show_lua
    case .deadReplay: PackageResources.dead_replay_lua
    case .deadDrop: PackageResources.dead_drop_lua
    }
  }
}
