// From Celery's positional and keyword arguments to the one object that a handler reads.

public import JSONText

/// Names positional arguments by the manifest's `args`.
public enum ArgumentMapping {
  /// The handler's message: keyword arguments, and positional ones under their names.
  ///
  /// `null` stays `null`; kombu's tagged values become text (``TypedValue``). Keyword arguments that the
  /// manifest does not name are passed on, since the handler itself knows its parameters.
  ///
  /// - Parameters:
  ///   - positional: The positional arguments.
  ///   - keywords: The keyword arguments.
  ///   - names: The manifest's `args`.
  ///   - task: The task's name; its last component is the function that Python's words name.
  /// - Returns: The members of the message.
  /// - Throws: ``ArgumentError`` when there are more positional arguments than names, or one is given twice.
  public static func message(
    positional: [JSON], keywords: [String: JSON], names: [String], task: String
  ) throws(ArgumentError) -> [String: JSON] {
    let function = task.split(separator: ".").last.map(String.init) ?? task
    let named = zip(names, positional)
    // CPython looks at keywords first, so the duplicate is reported before the surplus.
    if let twice = named.first(where: { keywords[$0.0] != nil }) {
      throw ArgumentError(message: "\(function)() got multiple values for argument '\(twice.0)'")
    }
    guard positional.count <= names.count else {
      let arguments = names.count == 1 ? "argument" : "arguments"
      let given = positional.count == 1 ? "was" : "were"
      throw ArgumentError(
        message: "\(function)() takes \(names.count) positional \(arguments) "
          + "but \(positional.count) \(given) given")
    }
    var message = keywords.mapValues(TypedValue.plain)
    for (name, value) in named { message[name] = TypedValue.plain(value) }
    return message
  }
}
