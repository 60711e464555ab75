// Numbers that come from manifests and handlers are computed with: outside of these bounds that would trap.

internal import JSONText

/// Bounds of numbers in manifests and events.
enum Bounds {
  /// Some thirty years.
  static let seconds = 0.0...1e9
  /// From a wait to the next: never shorter, and finite.
  static let factor = 1.0...1e3
  /// How often or how many; zero is "never".
  static let count = 0...1_000_000
  /// Of memory in MiB, of output in KiB, and of other limits, which are lifted by `null` and not by zero.
  static let limit = 1...(1 << 30)

  /// Throws when a number that is given is outside; NaN is always.
  static func check<Number: Comparable>(
    _ number: Number?, within range: ClosedRange<Number>, at path: String
  ) throws(JSONError) {
    guard let number, !range.contains(number) else { return }
    throw JSONError(.unfit, at: path, "\(number) is not within \(range.lowerBound)...\(range.upperBound)")
  }
}
