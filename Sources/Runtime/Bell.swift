// What wakes a process that waits for descriptors: one more of them, which a signal's handler can write to.

internal import CSystem

/// Making descriptors that wake whoever waits for them.
public enum Bell {
  /// Makes one: an eventfd, readable once eight bytes were written to it that are a number above 0.
  ///
  /// It blocks nobody and is close-on-exec.
  ///
  /// - Returns: The descriptor; -1 when there is none left.
  public static func make() -> Int32 { csystem_event_descriptor() }
}
