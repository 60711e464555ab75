// What the machine is told.

public import JSONText
public import Queue

/// Something that has happened to a dispatcher.
public enum DispatchEvent: Sendable {
  /// A connection to Redis stands.
  case connected(Greeting)
  /// Redis has answered what was asked last.
  case answered(QueueReply)
  /// What was asked last will have no answer.
  case failed(PipeError)
  /// Redis cannot be reached at present; what was asked is being repeated.
  case interrupted(String)
  /// A watched list has a message.
  case rang
  /// What became of a claim that was given to a watch; and its message, where that has been read already.
  indirect case fetched(
    ClaimToken, ClaimRequest.Reply, read: Envelope? = nil, givenAt: ContinuousClock.Instant)
  /// Of a claim that was given to a watch nothing will be heard.
  case unanswered(ClaimToken)
  /// A slot's handler has told how far it is.
  case progress(slot: Int, JSON)
  /// A slot's handler has ended, or could not be started.
  case ended(slot: Int, HandlerEnd)
  /// A command of Celery's tools was heard, which may be for others, or be none.
  case remote([UInt8], Vitals)
  /// What was seen of the process.
  case examined(Vitals)
  /// Somebody asks the dispatcher to end; the second time at once.
  case terminated
  /// Handlers were installed or removed.
  case reloaded(HandlerTable)
  /// Time has passed.
  case tick
}
