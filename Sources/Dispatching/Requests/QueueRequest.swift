// What the machine asks of Redis, as one type: it decides what to ask, the loop carries it through the pipe.

internal import JSONText
public import Queue

/// A request to the queue.
public enum QueueRequest: Sendable {
  /// Make the dispatcher known.
  case register(RegisterRequest)
  /// Say that it lives.
  case beat(BeatRequest)
  /// Take a message.
  case claim(ClaimRequest)
  /// Take a message of a task that shall not wait.
  case express(ExpressRequest)
  /// Ask which tasks are revoked.
  case revocations(RevocationsRequest)
  /// Ask for a place among the messages of a rate.
  case rate(RateRequest)
  /// Note what is known of a message.
  case mark(MarkRequest)
  /// Tell how far a claim's handler is.
  case tell(TellRequest)
  /// Hand messages over that the end of a claim is to send.
  case stage(StageRequest)
  /// End a claim with its result, and take a message.
  case turn(TurnRequest)
  /// End a claim with its result.
  case commit(CommitRequest)
  /// End a claim by another try.
  case retry(RetryRequest)
  /// End a claim by putting its message off.
  case `defer`(DeferRequest)
  /// End a claim by a dead letter.
  case dead(DeadRequest)
  /// Give back the claims of those who are late.
  case reap(ReapRequest)
  /// Give back what workers of Celery's left behind.
  case restore(RestoreRequest)
  /// Bring back what is due.
  case promote(PromoteRequest)
  /// Give back all claims of the dispatcher.
  case release(ReleaseRequest)
  /// Be known to Celery's tools, or no more.
  case introduce(IntroduceRequest)
  /// Say things to Celery's tools.
  case speak(SpeakRequest)
  /// Ask what is parked.
  case scheduled(ScheduledRequest)
  /// Ask which tasks are revoked.
  case revoked(RevokedRequest)
  /// Revoke tasks.
  case revoke(RevokeRequest)
  /// Make schedules known.
  case plan(PlanRequest)
  /// Send a schedule's message.
  case tick(TickRequest)

  /// The request as the pipe takes it.
  ///
  /// - Parameter keys: The names of keys.
  /// - Returns: A request that may be repeated until it is answered.
  public func pipeRequest(_ keys: KeySpace) -> PipeRequest {
    switch self {
    case .register(let request): request.pipeRequest(keys)
    case .beat(let request): request.pipeRequest(keys)
    case .claim(let request): request.pipeRequest(keys)
    case .express(let request): request.pipeRequest(keys)
    case .revocations(let request): request.pipeRequest(keys)
    case .rate(let request): request.pipeRequest(keys)
    case .mark(let request): request.pipeRequest(keys)
    case .tell(let request): request.pipeRequest(keys)
    case .stage(let request): request.pipeRequest(keys)
    case .turn(let request): request.pipeRequest(keys)
    case .commit(let request): request.pipeRequest(keys)
    case .retry(let request): request.pipeRequest(keys)
    case .defer(let request): request.pipeRequest(keys)
    case .dead(let request): request.pipeRequest(keys)
    case .reap(let request): request.pipeRequest(keys)
    case .restore(let request): request.pipeRequest(keys)
    case .promote(let request): request.pipeRequest(keys)
    case .release(let request): request.pipeRequest(keys)
    case .introduce(let request): request.pipeRequest(keys)
    case .speak(let request): request.pipeRequest(keys)
    case .scheduled(let request): request.pipeRequest(keys)
    case .revoked(let request): request.pipeRequest(keys)
    case .revoke(let request): request.pipeRequest(keys)
    case .plan(let request): request.pipeRequest(keys)
    case .tick(let request): request.pipeRequest(keys)
    }
  }

  /// Reads the answer.
  ///
  /// - Parameter values: What Redis answered to this request.
  /// - Returns: The reply.
  /// - Throws: ``ReplyError`` when that cannot be the script's.
  public func reply(from values: [ReplyValue]) throws(ReplyError) -> QueueReply {
    switch self {
    case .register(let request): .registered(try request.reply(from: values))
    case .beat(let request): .beat(try request.reply(from: values))
    case .claim(let request): .claim(try request.reply(from: values))
    case .express(let request): .claim(try request.reply(from: values))
    case .revocations(let request): .revocations(try request.reply(from: values))
    case .rate(let request): .rate(try request.reply(from: values))
    case .mark(let request): .settled(try request.reply(from: values))
    case .tell(let request): .settled(try request.reply(from: values))
    case .stage(let request): .settled(try request.reply(from: values))
    case .turn(let request): .turned(try request.reply(from: values))
    case .commit(let request): .settled(try request.reply(from: values))
    case .retry(let request): .settled(try request.reply(from: values))
    case .defer(let request): .settled(try request.reply(from: values))
    case .dead(let request): .settled(try request.reply(from: values))
    case .reap(let request): .ended(try request.reply(from: values))
    case .restore(let request): .restored(try request.reply(from: values))
    case .promote(let request): .promoted(try request.reply(from: values))
    case .release(let request): .ended(try request.reply(from: values))
    case .introduce(let request): .introduced(try request.reply(from: values))
    case .speak(let request): .spoken(try request.reply(from: values))
    case .scheduled(let request): .scheduled(try request.reply(from: values))
    case .revoked(let request): .revoked(try request.reply(from: values))
    case .revoke(let request): .revokedNow(try request.reply(from: values))
    case .plan(let request): .planned(try request.reply(from: values))
    case .tick(let request): .ticked(try request.reply(from: values))
    }
  }
}

/// What Redis answered to a ``QueueRequest``.
public enum QueueReply: Sendable, Equatable {
  /// To `register`.
  case registered(RegisterRequest.Reply)
  /// To `beat`.
  case beat(BeatRequest.Reply)
  /// To `claim` and `express`.
  case claim(ClaimRequest.Reply)
  /// To `revocations`.
  case revocations(RevocationsRequest.Reply)
  /// To `rate`.
  case rate(RateRequest.Reply)
  /// To everything that ends a claim, or changes it.
  case settled(SettleReply)
  /// To `turn`.
  case turned(TurnRequest.Reply)
  /// To `reap` and `release`.
  case ended(EndedClaims)
  /// To `restore`.
  case restored(RestoreRequest.Reply)
  /// To `promote`.
  case promoted(PromoteRequest.Reply)
  /// To `introduce`.
  case introduced(IntroduceRequest.Reply)
  /// To `speak`.
  case spoken(SpeakRequest.Reply)
  /// To `scheduled`.
  case scheduled(ScheduledRequest.Reply)
  /// To `revoked`.
  case revoked(RevokedRequest.Reply)
  /// To `revoke`.
  case revokedNow(RevokeRequest.Reply)
  /// To `plan`.
  case planned(PlanRequest.Reply)
  /// To `tick`.
  case ticked(TickRequest.Reply)
}
