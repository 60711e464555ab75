// The number by which later stores tell a claim's holder from one that came before it.

/// A number that grows with every claim, whatever Redis has forgotten.
///
/// It goes to the handler as `TASK_FENCE`; a database refuses writes below the highest fence it has seen.
public struct Fence: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Microseconds of the server's clock, or one more than the last fence.
  public var value: UInt64

  /// Makes a fence.
  public init(_ value: UInt64) { self.value = value }

  /// The digits.
  public var description: String { String(value) }

  /// Whether one was given before another.
  public static func < (one: Fence, other: Fence) -> Bool { one.value < other.value }
}
