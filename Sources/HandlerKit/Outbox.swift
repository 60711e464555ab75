// Follow-ups that no dispatcher takes: at the end of the run they go straight into their lists in Redis, as a client
// of Celery would send them. Nothing of the queue is touched before that.

internal import Glibc
internal import JSONText
internal import Messages
internal import Queue
internal import Runtime

/// The follow-ups of a run without a dispatcher.
struct Outbox {
  /// All that were asked for, in that order, whatever the end they are meant for.
  private(set) var followUps: [FollowUp] = []
  /// What the run is, so that the same once more can be told: the handler and its message.
  var run: JSON = .null

  /// What became of a follow-up.
  enum Outcome {
    /// It is in its list, under this id.
    case sent(id: String, queue: String)
    /// One with its dedupe key was sent before.
    case leftOut
    /// It is nowhere, for this reason.
    case failed(String)
  }

  /// Keeps a follow-up for the end.
  mutating func add(_ followUp: FollowUp) { followUps.append(followUp) }

  /// Sends those of an end.
  ///
  /// - Parameters:
  ///   - end: How the run has ended.
  ///   - context: Its circumstances.
  ///   - url: Where Redis is.
  ///   - setting: Gives the other settings by name.
  /// - Returns: What became of each, in the order they were asked for.
  func send(
    of end: ExitStatus, _ context: Context, to url: String, _ setting: (String) -> String?
  ) -> [(followUp: FollowUp, outcome: Outcome)] {
    let due = followUps.enumerated().filter { $0.element.occasion.includes(end) }
    let keys = KeySpace(prefix: setting("GLOBAL_KEYPREFIX") ?? "")
    let pipe: RedisPipe
    do throws(PipeError) {
      pipe = try RedisPipe(try RedisAddress(parsing: url), keyPrefix: keys.prefix)
    } catch {
      return due.map { ($0.element, .failed(error.description)) }
    }
    // What keeps one from being sent keeps the others too; waiting for Redis once is enough.
    var trouble: String?
    return due.map { number, followUp in
      if let trouble { return (followUp, .failed(trouble)) }
      do throws(PipeError) {
        return (followUp, try post(followUp, number, context, keys, by: pipe, setting))
      } catch {
        trouble = error.description
        return (followUp, .failed(error.description))
      }
    }
  }

  private func post(
    _ followUp: FollowUp, _ number: Int, _ context: Context, _ keys: KeySpace, by pipe: RedisPipe,
    _ setting: (String) -> String?
  ) throws(PipeError) -> Outcome {
    let task = newTask(followUp, number, context, setting)
    let dedupe = followUp.dedupeKey.map { Dispatch.Dedupe(key: $0, lifetime: dedupeLifetime) }
    let request = SendRequest(
      task, deliveryTag: id(of: followUp, number, context, as: "message"), origin: Self.origin, keys: keys,
      dedupe: dedupe)
    let values = try pipe.call(request.pipeRequest(keys), patience: patience)
    do throws(ReplyError) {
      switch try request.reply(from: values) {
      case .ok: return .sent(id: task.id, queue: task.queue)
      case .duplicate: return .leftOut
      case .refused(_, let detail): return .failed("the key \(detail) is no list of messages")
      }
    } catch {
      throw PipeError(.bug, error.description)
    }
  }

  private func newTask(
    _ followUp: FollowUp, _ number: Int, _ context: Context, _ setting: (String) -> String?
  ) -> NewTask {
    var task = NewTask(
      task: followUp.task, id: id(of: followUp, number, context, as: "task"),
      queue: followUp.queue ?? NeighbourManifests().queue(of: followUp.task) ?? setting("TASK_DEFAULT_QUEUE")
        ?? "celery", keywordArguments: followUp.keywordArguments)
    task.eta = followUp.countdownSeconds.flatMap { $0 > 0 ? Invocation.now + $0 : nil }
    task.expires = followUp.expiresSeconds.map { Invocation.now + $0 }
    task.rootID = context.rootID ?? context.taskID
    task.parentID = context.taskID
    return task
  }

  /// The same for the same follow-up of the same run, so that a run that is repeated at once sends nothing twice.
  private func id(of followUp: FollowUp, _ number: Int, _ context: Context, as kind: String) -> String {
    let name: JSON = [
      .string(kind), JSON(context.taskID), run, .integer(number), followUp.json,
    ]
    return TaskID.derived(from: name.bytes())
  }

  /// Who we are to Celery: `gen<pid>@<host>`.
  private static var origin: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "gen\(getpid())@\(host)"
  }
}

/// For how long Redis is waited for: a person is waiting too.
private let patience = Duration.seconds(10)

/// For how long a dedupe key holds: as long as Celery keeps results.
private let dedupeLifetime = Duration.seconds(86_400)

extension FollowUp.Occasion {
  /// Whether follow-ups of this occasion are due at an end.
  func includes(_ end: ExitStatus) -> Bool {
    switch self {
    case .always: true
    case .success: end == .done
    case .failure: end != .done
    }
  }
}
