// A message that a handler wants sent when its own task has ended.

public import JSONText

/// A follow-up message.
///
/// It takes effect in the commit that ends the task, or not at all.
public struct FollowUp: Hashable, Sendable {
  /// The ends of a task on which a follow-up is sent.
  public enum Occasion: String, Sendable, Decodable {
    /// The task succeeded.
    case success
    /// The task failed for good.
    case failure
    /// Either of them.
    case always
  }

  /// Celery's name of the task to send.
  public var task: String
  /// Its keyword arguments.
  public var keywordArguments: [String: JSON]
  /// The queue, when it is not the one of the task's manifest.
  public var queue: String?
  /// How long to wait before it runs, in seconds.
  public var countdownSeconds: Double?
  /// After how many seconds it is not to begin any more; nil: never.
  public var expiresSeconds: Double?
  /// Of several follow-ups with one key only the first is sent.
  public var dedupeKey: String?
  /// On which end of the task it is sent.
  public var occasion: Occasion

  /// Makes a follow-up.
  public init(
    task: String, keywordArguments: [String: JSON], queue: String? = nil, countdownSeconds: Double? = nil,
    expiresSeconds: Double? = nil, dedupeKey: String? = nil, occasion: Occasion = .success
  ) {
    self.task = task
    self.keywordArguments = keywordArguments
    self.queue = queue
    self.countdownSeconds = countdownSeconds
    self.expiresSeconds = expiresSeconds
    self.dedupeKey = dedupeKey
    self.occasion = occasion
  }

  /// Reads the value of an `enqueue` event.
  ///
  /// - Parameter json: The object.
  /// - Throws: ``JSONError`` when a member is absent or of another type.
  init(_ json: JSON) throws(JSONError) {
    let wire = try json.decode(Wire.self)
    try Bounds.check(wire.countdown, within: Bounds.seconds, at: "countdown")
    try Bounds.check(wire.expires, within: Bounds.seconds, at: "expires")
    self.init(
      task: wire.task, keywordArguments: wire.kwargs ?? [:], queue: wire.queue,
      countdownSeconds: wire.countdown, expiresSeconds: wire.expires, dedupeKey: wire.dedupe,
      occasion: wire.on ?? .success)
  }

  /// The value of an `enqueue` event.
  public var json: JSON {
    var members: [String: JSON] = [
      "task": .string(task), "kwargs": .object(keywordArguments), "on": .string(occasion.rawValue),
    ]
    if let queue { members["queue"] = .string(queue) }
    if let countdownSeconds { members["countdown"] = .double(countdownSeconds) }
    if let expiresSeconds { members["expires"] = .double(expiresSeconds) }
    if let dedupeKey { members["dedupe"] = .string(dedupeKey) }
    return .object(members)
  }

  /// The members under the names they have on the wire.
  private struct Wire: Decodable {
    var task: String
    var kwargs: [String: JSON]?
    var queue: String?
    var countdown: Double?
    var expires: Double?
    var dedupe: String?
    var on: Occasion?
  }
}
