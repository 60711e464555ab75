// A Celery task message as a value: what a row of a queue says, whatever client wrote it.

public import JSONText

/// One task message.
///
/// Read are protocol 2, protocol 1 (a body that is an object) and the mixture of both, as Celery 5.6.2 does.
public struct Envelope: Hashable, Sendable {
  /// The task's name.
  public var task: String
  /// The task's id: any text, not only a UUID.
  public var id: String
  /// The positional arguments, with kombu's tagged values as they came.
  public var arguments: [JSON]
  /// The keyword arguments, with kombu's tagged values as they came.
  public var keywordArguments: [String: JSON]
  /// What is to happen afterwards: `callbacks`, `errbacks`, `chain`, `chord`; empty when there is nothing.
  public var embed: [String: JSON]
  /// How often the task has been retried.
  public var retries: Int
  /// When it may run, in seconds since 1970.
  public var eta: Double?
  /// From when on it must not start any more, in seconds since 1970.
  public var expires: Double?
  /// The sender's hard time limit in seconds, instead of the task's own.
  public var timeLimitSeconds: Double?
  /// The sender's soft time limit in seconds, instead of the task's own.
  public var softTimeLimitSeconds: Double?
  /// The first task of the chain; the task's own id when it is that.
  public var rootID: String
  /// The task that sent this one.
  public var parentID: String?
  /// The group that the task belongs to.
  public var group: String?
  /// The task's place in its group.
  public var groupIndex: Int?
  /// Who sent it: `gen<pid>@<host>`.
  public var origin: String?
  /// The name to show instead of the task's.
  public var shadow: String?
  /// The positional arguments as Python shows them.
  public var argumentsRepr: String
  /// The keyword arguments as Python shows them.
  public var keywordArgumentsRepr: String
  /// Whether nobody wants the result.
  public var ignoresResult: Bool
  /// Whether the message has been put back once.
  public var isRedelivered: Bool
  /// The priority that the sender gave; the list that the message lay in is what counts.
  public var priority: Int?
  /// Where the sender wants replies (`rpc://` results).
  public var replyTo: String?
  /// The task's id again, as a rule.
  public var correlationID: String?
  /// Names this message, not the task.
  public var deliveryTag: String?
  /// The exchange that it was sent to; empty for a queue by name.
  public var exchange: String?
  /// The routing key: the queue when the exchange is empty.
  public var routingKey: String?
  /// The headers that have no member here: the sender's own, stamps, `replaced_task_nesting`.
  public var otherHeaders: [String: JSON]

  /// The name to show: the shadow, else the task's.
  public var shownName: String {
    if let shadow, !shadow.isEmpty { shadow } else { task }
  }

  /// Tells whether the task came too late, at a time in seconds since 1970.
  public func isExpired(at now: Double) -> Bool {
    expires.map { now > $0 } ?? false
  }
}
