// A signature: a task that is to be sent later, or several of them in a shape, as messages carry it.

internal import JSONText

/// What Celery calls a signature: a task, a group, a chain or a chord, with its arguments and options.
///
/// Options are kept as they came, the unknown ones too, since they travel on in the messages of others.
struct Signature: Hashable, Sendable {
  /// The shapes that are not tasks themselves.
  enum Kind: String, Hashable, Sendable {
    /// One message.
    case task
    /// All of `kwargs.tasks` at once.
    case group
    /// `kwargs.tasks` one after the other.
    case chain
    /// `kwargs.header` at once, and `kwargs.body` with their results.
    case chord
  }

  var task: String
  var arguments: [JSON]
  var keywordArguments: [String: JSON]
  var options: [String: JSON]
  var kind: Kind
  var isImmutable: Bool

  /// Reads a signature; nil when it names no task.
  init?(_ json: JSON?) {
    guard let members = json?.object, let task = members["task"]?.string, !task.isEmpty else { return nil }
    self.task = task
    arguments = members["args"]?.array ?? []
    keywordArguments = members["kwargs"]?.object ?? [:]
    options = (members["options"]?.object ?? [:]).filter { !$0.value.isNull }
    kind = members["subtask_type"]?.string.flatMap(Kind.init) ?? .task
    isImmutable = members["immutable"] == true
  }

  /// A task with these keyword arguments and options.
  init(task: String, keywordArguments: [String: JSON], options: [String: JSON]) {
    self.task = task
    self.keywordArguments = keywordArguments
    self.options = options
    (arguments, kind, isImmutable) = ([], .task, false)
  }

  /// The signature as messages carry it.
  var json: JSON {
    [
      "task": .string(task), "args": .array(arguments), "kwargs": .object(keywordArguments),
      "options": .object(options), "subtask_type": kind == .task ? nil : .string(kind.rawValue),
      "immutable": .bool(isImmutable),
    ]
  }

  // MARK: - Parts

  /// The id that it was given, of a group that of the group.
  var id: String? {
    get { options["task_id"]?.string }
    set { options["task_id"] = newValue.map(JSON.string) }
  }

  /// The signatures of an option that holds one or a list of them.
  func signatures(_ option: String) -> [Signature] {
    switch options[option] {
    case .array(let list)?: list.compactMap(Signature.init)
    case let one: [Signature(one)].compactMap { $0 }
    }
  }

  /// What a group or a chain is made of, or a chord's header.
  var members: [Signature] {
    get {
      let name = kind == .chord ? "header" : "tasks"
      let value = keywordArguments[name]
      // A header may be a whole group, or a chain, whose tasks count.
      let list = value?.array ?? value?["kwargs"]?["tasks"]?.array ?? [value].compactMap { $0 }
      return list.compactMap(Signature.init)
    }
    set {
      keywordArguments[kind == .chord ? "header" : "tasks"] = .array(newValue.map(\.json))
    }
  }

  /// A chord's body.
  var body: Signature? {
    get { Signature(keywordArguments["body"]) }
    set { keywordArguments["body"] = newValue?.json }
  }

  /// How many parts it adds to a chord in whose header it stands (Celery's `_chord._descend`).
  var partCount: Int {
    switch kind {
    case .task: 1
    case .group: members.reduce(0) { $0 + $1.partCount }
    case .chain: members.reversed().lazy.map(\.partCount).first { $0 > 0 } ?? 0
    case .chord: body?.partCount ?? 0
    }
  }

  /// Puts arguments before its own, unless it is immutable.
  mutating func prepend(_ more: [JSON]) {
    if !isImmutable { arguments = more + arguments }
  }

  /// Puts what follows it behind whatever follows it already; both lists are reversed, as messages carry them.
  mutating func follow(by chain: [JSON]?) {
    guard let chain else { return }
    options["chain"] = .array(chain + (options["chain"]?.array ?? []))
  }

  /// Adds signatures to an option that holds a list.
  mutating func add(_ more: [Signature], to option: String) {
    guard !more.isEmpty else { return }
    let known = signatures(option)
    options[option] = .array((known + more.filter { !known.contains($0) }).map(\.json))
  }
}
