// What can be wrong with a JSON text or with a value that was to become a Swift type.

/// Says why a JSON text cannot be read, or where a value is not what was asked for.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sort of fault.
  public enum Code: Hashable, Sendable {
    /// The text is no JSON.
    case syntax
    /// A value has another type than the one asked for.
    case typeMismatch
    /// A member that is needed is absent or `null`.
    case missing
    /// A number does not fit the type asked for, or a text is none of the allowed ones.
    case unfit
  }

  /// The sort of fault.
  public var code: Code

  /// Where: members and indices joined as in `pages[3].url`; empty for the whole value.
  public var path: String

  /// What is wrong, without the path: "expected an integer, found a string".
  public var reason: String

  /// The reason, after the path when there is one.
  public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }

  /// Makes an error from its parts.
  public init(_ code: Code, at path: String = "", _ reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }
}
