// A thread of its own for work that waits for the database: on a thread of a task the wait would hold up others.

import Glibc

/// Starts threads.
public enum SideThread {
  /// Runs `work` on a new thread, which takes no signals: they are for those who handle them.
  ///
  /// - Parameter work: What to do; the thread ends with it.
  /// - Returns: False when there can be no further thread.
  public static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
    let box = Unmanaged.passRetained(Work(work))
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    // The new thread has the mask of the one that makes it, from its first moment on.
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        context.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue() }?.run()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
