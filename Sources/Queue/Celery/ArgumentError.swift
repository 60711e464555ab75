// Why a message's arguments do not fit the task's parameters.

internal import JSONText

/// Arguments that do not fit; Celery's clients see it as a `TypeError`.
public struct ArgumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Python's own words: `add() takes 2 positional arguments but 3 were given`.
  public var message: String

  /// The reason, with what was being done.
  public var description: String { "cannot map the arguments: \(message)" }

  /// The failure to store.
  public var exception: PythonException {
    PythonException("TypeError", [.string(message)], module: "builtins")
  }
}
