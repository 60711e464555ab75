// Which list of a queue a priority means: kombu keeps four lists for ten priorities.

/// The lists of a queue, by kombu 5.6.2's default `priority_steps` and `sep`.
public enum PriorityList {
  /// The lowest priority of each list; 0 is served first.
  public static let steps = [0, 3, 6, 9]

  /// The key of the list that takes messages of a priority.
  ///
  /// - Parameters:
  ///   - queue: The queue's name.
  ///   - priority: Any number; kombu clamps it to 0...9.
  /// - Returns: The queue's name, with the bytes 06 16 and the step behind it unless that is 0.
  public static func key(queue: String, priority: Int) -> String {
    let clamped = min(max(priority, 0), 9)
    let step = steps.last { $0 <= clamped } ?? 0
    return step == 0 ? queue : "\(queue)\u{06}\u{16}\(step)"
  }
}
