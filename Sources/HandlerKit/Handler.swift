// What a handler is: one message in, one JSON result out. The protocol asks for the least; `main()` in
// Handler+Main.swift does the rest of the contract (docs/handlers.md).

public import JSONText

/// A handler: a small stateless executable that runs one task.
///
/// ```swift
/// @main struct Greet: Handler {
///   static let usage = Usage(
///     name: "greet-handler", about: "Greets one person.",
///     parameters: [Parameter("name", .text, about: "Whom to greet.")])
///   struct Message: Decodable { var name: String }
///   func run(_ message: Message, _ invocation: Invocation) -> JSON { ["greeting": "Hello, \(message.name)"] }
/// }
/// ```
public protocol Handler {
  /// The task's arguments, decoded from the message after it was checked against the parameters.
  associatedtype Message: Decodable

  /// What `--help` tells and what messages are checked against.
  static var usage: Usage { get }

  /// Makes the handler; all it needs comes with the message.
  init()

  /// Does beforehand what every run would do first, and takes long: initialises a library, fills a table.
  ///
  /// Only a process that was started before its message exists calls it, so ``run(_:_:)`` must do without as
  /// well, and it may call it several times. By default it does nothing.
  static func prepare()

  /// Does the work.
  ///
  /// - Parameters:
  ///   - message: The arguments, complete with defaults.
  ///   - invocation: Options, deadlines, log, progress and follow-ups.
  /// - Returns: The result, one JSON value.
  /// - Throws: ``Failure``, which decides about the exit code.
  func run(_ message: Message, _ invocation: Invocation) throws(Failure) -> JSON

  /// Makes a smaller result of one that is larger than a dispatcher takes.
  ///
  /// - Parameter result: What ``run(_:_:)`` returned.
  /// - Returns: The same in short, marked `"truncated": true`; by default the result itself.
  func abridged(_ result: JSON) -> JSON
}

extension Handler {
  /// Has nothing to prepare.
  public static func prepare() {}

  /// Leaves the result as it is.
  public func abridged(_ result: JSON) -> JSON { result }
}
