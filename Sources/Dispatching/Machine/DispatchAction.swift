// What the machine wants done.

public import Logging
public import Queue

/// Something to be done by the loop, in the order in which it is wanted.
public enum DispatchAction: Sendable {
  /// Ask Redis; there is no other request in flight.
  case ask(QueueRequest)
  /// Take a message as soon as a list has one; lists that are watched already go on as they are.
  case watch(ClaimRequest)
  /// Watch lists no more.
  case unwatch
  /// Start a handler in a slot.
  case start(slot: Int, Job)
  /// Send a signal to a slot's handler and its group.
  case signal(slot: Int, Int32)
  /// Look at the process, and tell what was seen.
  case examine
  /// Watch these queues, and no others.
  case serve(queues: [String])
  /// Read the handlers anew.
  case reload
  /// Handlers are started in advance as these say.
  case install(HandlerTable)
  /// Note that the claims of all predecessors are given back.
  case adopted
  /// Tell that the dispatcher serves.
  case ready
  /// Write to the log.
  case log(Logger.Level, String, [String: String])
  /// End with an exit code: nothing is left to be done.
  case end(Int32)
}
