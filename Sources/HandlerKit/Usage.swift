// What a handler takes: the source of `--help`, of the checks of messages, and of the flags.

public import JSONText

/// A handler's name, parameters and options.
public struct Usage: Sendable {
  /// The executable's name.
  public var name: String
  /// One sentence: what it does.
  public var about: String
  /// The members of a message; each is a flag as well.
  public var parameters: [Parameter]
  /// What the command line takes besides; a message never does.
  public var options: [Option]
  /// Lines at the end of the help: variables, further examples.
  public var notes: [String]

  /// Describes a handler.
  public init(
    name: String, about: String, parameters: [Parameter] = [], options: [Option] = [], notes: [String] = []
  ) {
    self.name = name
    self.about = about
    self.parameters = parameters
    self.options = options
    self.notes = notes
  }
}

/// A member of the message.
public struct Parameter: Sendable {
  /// What values a parameter takes.
  public enum Kind: Sendable {
    /// Any text.
    case text
    /// An integer within bounds.
    case integer(ClosedRange<Int>)
    /// `true` or `false`.
    case boolean
  }

  /// The name in a message, `words_with_underscores`; as a flag it is `--words-with-underscores`.
  public var name: String
  /// What values it takes.
  public var kind: Kind
  /// One sentence for people.
  public var about: String
  /// Whether a message without it is refused.
  public var isRequired: Bool
  /// The value when it is absent or `null`.
  public var defaultValue: JSON?
  /// The value that `--help` shows in its example.
  public var example: JSON?

  /// Describes a parameter; one with a default or `isRequired: false` may be absent.
  public init(
    _ name: String, _ kind: Kind, about: String, isRequired: Bool = true, defaultValue: JSON? = nil,
    example: JSON? = nil
  ) {
    self.name = name
    self.kind = kind
    self.about = about
    self.isRequired = isRequired && defaultValue == nil
    self.defaultValue = defaultValue
    self.example = example
  }

  /// The name on the command line.
  var flag: String { "--" + name.map { $0 == "_" ? "-" : String($0) }.joined() }
}

/// A flag of the command line that no message can set, so that no message can name a file.
public struct Option: Sendable {
  /// The flag with its dashes.
  public var flag: String
  /// What its value is called in the help; nil: the flag takes none.
  public var value: String?
  /// One sentence for people.
  public var about: String

  /// Describes an option.
  public init(_ flag: String, value: String? = nil, about: String) {
    self.flag = flag
    self.value = value
    self.about = about
  }
}
