// What is to happen after a task, as Celery's clients put it into its message: links, chains, chords, error links.
//
// Celery leaves all but the first messages of a workflow to its workers. What follows an end is worked out here as
// effects, so that it happens in the same step as the end itself, once, or not at all. The rules are those of Celery
// 5.6.2; where it would leave somebody waiting for ever, later tasks fail instead (docs/celery.md).

public import JSONText

/// Works out what follows the end of a task.
public struct Canvas {
  /// What is known beside the message.
  public struct Surroundings {
    /// The names of keys.
    public var keys: KeySpace
    /// The database that results live in.
    public var database: Int
    /// The database that the scripts run in.
    public var home: Int
    /// How long results are kept; nil: for ever.
    public var lifetimeSeconds: Int?
    /// The largest message that may be sent.
    public var mostBytes: Int
    /// Who sends what follows.
    public var origin: String
    /// The server's time, in seconds since 1970.
    public var seconds: Double
    /// The queue of a task that is sent without one.
    public var queue: (String) -> String

    /// Puts them together.
    public init(
      keys: KeySpace, database: Int, home: Int, lifetimeSeconds: Int?, mostBytes: Int, origin: String,
      seconds: Double, queue: @escaping (String) -> String
    ) {
      self.keys = keys
      self.database = database
      self.home = home
      self.lifetimeSeconds = lifetimeSeconds
      self.mostBytes = mostBytes
      self.origin = origin
      self.seconds = seconds
      self.queue = queue
    }
  }

  /// What the first argument of a message is.
  enum Leading {
    /// These, before its own.
    case values([JSON])
    /// The results of a chord, which are known when its last part comes.
    case open
  }

  /// The messages that are sent.
  public internal(set) var messages: [Dispatch] = []
  /// What is written beside: sizes of chords, results of tasks that will never run, parts of chords.
  public internal(set) var effects: [Effect] = []
  /// The result tuples of what is sent, for the task's own result.
  public internal(set) var children: [JSON] = []

  let surroundings: Surroundings
  /// The task that has ended.
  let envelope: Envelope
  /// The task that sends: the one that has ended, or the last of a chord's members.
  var parentID: String
  var rootID: String
  /// Whether the root and parent of a signature come before those.
  var keepsFamily = false
  /// How many bytes are to be written so far.
  var spentBytes = 0
  /// Whether what follows is more than may be written for one end: then it is not complete.
  public private(set) var isTooLarge = false
  /// What keeps its ids apart from those of others for the same task.
  var space = "canvas"
  private var made = 0

  /// Nothing follows yet.
  init(_ envelope: Envelope, in surroundings: Surroundings) {
    self.envelope = envelope
    self.surroundings = surroundings
    (parentID, rootID) = (envelope.id, envelope.rootID)
  }

  /// What follows a success: links, the next task of the chain, the part of a chord.
  ///
  /// - Parameters:
  ///   - value: The task's result.
  ///   - envelope: Its message.
  ///   - surroundings: What is known beside.
  public init(success value: JSON, of envelope: Envelope, in surroundings: Surroundings) {
    self.init(envelope, in: surroundings)
    guard !envelope.embed.isEmpty else { return }
    let leading = Leading.values([value])
    sendCallbacks(leading)
    var chain = envelope.embed["chain"]?.array ?? []
    if let next = chain.popLast().flatMap(Signature.init) {
      if let child = send(next, leading, chain: chain) { children.append(child) }
    }
    if let chord = envelope.embed["chord"], let group = envelope.group {
      let part = part(
        of: group, index: envelope.groupIndex, taskID: envelope.id, state: "SUCCESS",
        PythonText.bytes(value), chord: chord)
      effects.append(.join(part))
    }
  }

  /// One link goes alone, several become a group, as with Celery; groups among them go by themselves.
  private mutating func sendCallbacks(_ leading: Leading) {
    var callbacks = Signature.list(envelope.embed["callbacks"])
    if callbacks.count > 1 {
      let groups = callbacks.filter { $0.kind == .group }
      let others = callbacks.filter { $0.kind != .group }
      callbacks = groups + (others.isEmpty ? [] : [Signature(group: others)])
    }
    for callback in callbacks {
      if let child = send(callback, leading) { children.append(child) }
    }
  }

  /// An id that comes out the same when the same end is worked out again.
  mutating func newID() -> String {
    made += 1
    return TaskID.derived(from: Array("\(space):\(made):\(envelope.id)".utf8))
  }

  /// Where later work goes on counting ids.
  mutating func takeCount(from other: Canvas) { made = other.made }

  /// How many bytes may follow one end: a chord's body travels with each of its members.
  static let mostBytes = 64 << 20

  /// Counts bytes that are to be written; false when they are too many.
  mutating func spend(_ count: Int) -> Bool {
    spentBytes += count
    isTooLarge = isTooLarge || spentBytes > Self.mostBytes
    return !isTooLarge
  }

  /// Counts what a plan within has spent.
  mutating func takeSpending(from other: Canvas) {
    spentBytes = other.spentBytes
    isTooLarge = isTooLarge || other.isTooLarge
  }

  /// What stores a text beside the results.
  func write(_ key: [UInt8], _ value: [UInt8]) -> Effect {
    .result(
      ResultWrite(
        database: surroundings.database, home: surroundings.home, key: key,
        lifetimeSeconds: surroundings.lifetimeSeconds, value: .whole(value)))
  }
}

extension Signature {
  /// The signatures of a member of an embed: one, or a list.
  static func list(_ json: JSON?) -> [Signature] {
    if let list = json?.array { return list.compactMap(Signature.init) }
    return [Signature(json)].compactMap { $0 }
  }

  /// A group of these.
  init(group members: [Signature]) {
    self.init(task: "celery.group", keywordArguments: ["tasks": .array(members.map(\.json))], options: [:])
    kind = .group
  }
}
