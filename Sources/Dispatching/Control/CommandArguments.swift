// The arguments of a command, and the errors that Celery's workers answer with.

internal import JSONText

/// Why a command is not done, as its sender sees it: the text of a Python exception.
struct CommandError: Error {
  var text: String

  /// The answer.
  var json: JSON { ["error": .string(text)] }

  static func missing(_ name: String, in method: String) -> CommandError {
    CommandError(text: "TypeError(\"\(method)() missing 1 required positional argument: '\(name)'\")")
  }

  static func value(_ message: String) -> CommandError {
    CommandError(text: "ValueError(\(PythonQuote.text(message)))")
  }
}

/// Arguments by name.
struct CommandArguments {
  let method: String
  let members: [String: JSON]

  subscript(name: String) -> JSON? {
    guard let value = members[name], !value.isNull else { return nil }
    return value
  }

  /// A text that must be there.
  func text(_ name: String) throws(CommandError) -> String {
    guard let value = self[name] else { throw .missing(name, in: method) }
    guard let text = value.string else { throw .value("\(name) is \(value.kind), not a string") }
    return text
  }

  /// A whole number of at least nought; nil when absent.
  func count(_ name: String) throws(CommandError) -> Int? {
    guard let value = self[name] else { return nil }
    guard let count = value.integer ?? value.string.flatMap({ Int($0) }), count >= 0 else {
      throw .value("\(name) is \(value), not a number")
    }
    return count
  }

  /// One text or several.
  func texts(_ name: String) throws(CommandError) -> [String] {
    guard let value = self[name] else { throw .missing(name, in: method) }
    if let text = value.string { return [text] }
    guard let texts = value.array?.compactMap(\.string), !texts.isEmpty else {
      throw .value("\(name) is \(value.kind), not one id or several")
    }
    return texts
  }

  /// Whether something is wanted.
  func flag(_ name: String) -> Bool {
    switch self[name] {
    case .bool(let flag)?: flag
    case .integer(let number)?: number != 0
    case .string(let text)?: ["1", "true", "True", "yes"].contains(text)
    default: false
    }
  }
}

/// Text in Python's quotes.
enum PythonQuote {
  static func text(_ text: String) -> String {
    let isSimple = !text.contains("'")
    return isSimple ? "'\(text)'" : "\"\(text.replacing("\"", with: "\\\""))\""
  }
}
