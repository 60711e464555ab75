// Why a row of a queue is no message that can be run.

internal import JSONText

/// A message that is refused, with what could be read of it.
public struct EnvelopeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sort of fault.
  public enum Code: String, Hashable, Sendable {
    /// The row is no JSON.
    case notJSON
    /// The row is JSON but no envelope of kombu's.
    case notEnvelope
    /// The body is of a type that is not accepted: pickle, YAML.
    case contentDisallowed
    /// The body is compressed in a way that is not read, or is a bomb.
    case compressed
    /// The body cannot be decoded.
    case undecodableBody
    /// Neither headers nor body name a task.
    case unknownMessage
    /// A member of the task has a value that is not allowed.
    case invalidTask
  }

  /// The sort of fault.
  public var code: Code
  /// What is wrong.
  public var reason: String
  /// The task's id, when one could be read: then a failure can be stored for it.
  public var taskID: String?
  /// The task's name, when it could be read.
  public var task: String?
  /// What could be read, when others may be waiting for what was to follow it.
  public internal(set) var remains: Remains?

  /// Makes an error; for rows that were refused for another reason than their text, too.
  public init(_ code: Code, _ reason: String, taskID: String? = nil, task: String? = nil) {
    self.code = code
    self.reason = reason
    self.taskID = taskID
    self.task = task
  }

  /// The reason, with what was being done.
  public var description: String { "cannot read the message: \(reason)" }

  /// The failure to store, of the class that Celery 5.6.2 raises in the worker's log.
  public var exception: PythonException {
    switch code {
    case .contentDisallowed:
      PythonException("ContentDisallowed", [.string(reason)], module: "kombu.exceptions")
    case .notJSON, .notEnvelope, .compressed, .undecodableBody:
      PythonException("DecodeError", [.string(reason)], module: "kombu.exceptions")
    case .unknownMessage, .invalidTask:
      PythonException("InvalidTaskError", [.string(reason)], module: "celery.exceptions")
    }
  }
}

/// A message that cannot run, but says what was to happen after it.
public final class Remains: Hashable, Sendable {
  /// The message; of members that could not be read it has the usual values.
  public let envelope: Envelope

  init(_ envelope: Envelope) { self.envelope = envelope }

  /// Equal when their messages are.
  public static func == (one: Remains, other: Remains) -> Bool { one.envelope == other.envelope }

  /// Hashes the message's id.
  public func hash(into hasher: inout Hasher) { hasher.combine(envelope.id) }
}
