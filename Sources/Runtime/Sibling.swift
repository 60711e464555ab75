// A process that has done its start makes others that go on from there: what a task would wait for has then been done
// already, once for all of them.

internal import CSystem
internal import Glibc

/// Making processes like this one.
public enum Sibling {
  /// Whether this process has one thread, and the system all that is needed.
  ///
  /// The other threads would be missing in a clone, whatever they were about to do.
  public static var isPossible: Bool {
    guard let stream = opendir("/proc/self/task") else { return false }
    defer { closedir(stream) }
    var count = 0
    while let entry = readdir(stream) {
      // All but `.` and `..`.
      if withUnsafeBytes(of: entry.pointee.d_name, { $0[0] != UInt8(ascii: ".") }) { count += 1 }
    }
    return count == 1
  }

  /// Clones this process; the clone is a child of this one's parent.
  ///
  /// No signal comes through in it before ``unblockSignals()``.
  ///
  /// - Returns: The clone's process id, 0 in the clone, minus the number of the error when there is none.
  public static func clone() -> Int32 {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    let pid = csystem_clone_sibling()
    let error = errno
    guard pid != 0 else { return 0 }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return pid > 0 ? pid : -error
  }

  /// Makes a clone a process of its own: session, descriptors, folder.
  ///
  /// Limits are inherited.
  ///
  /// - Parameters:
  ///   - parent: Who its parent should be; it does not outlive that one.
  ///   - folder: Its working directory, also `TMPDIR` and `HOME`.
  ///   - descriptors: What becomes its descriptors 0, 1, 2 and so on; closed otherwise.
  /// - Returns: 0, or the number of the error.
  public static func settle(under parent: Int32, in folder: String, descriptors: [Int32]) -> Int32 {
    guard csystem_settle_sibling(parent, folder) == nil else { return errno }
    for (number, descriptor) in descriptors.enumerated() {
      guard dup2(descriptor, Int32(number)) >= 0 else { return errno }
    }
    for descriptor in descriptors where descriptor >= descriptors.count { close(descriptor) }
    setenv("TMPDIR", folder, 1)
    setenv("HOME", folder, 1)
    return 0
  }

  /// Has clones find the code that this process has in memory, where they would look for each page of it themselves.
  ///
  /// What is in memory is what was run since the last ``Footprint/forgetCode()``.
  public static func handCodeDown() { csystem_hand_code_down() }

  /// Goes through the steps of ``settle(under:in:descriptors:)`` in a process that has gone through them: it stays as
  /// it is, and their code is in memory.
  public static func rehearse() {
    let folder = Environment.variable("TMPDIR") ?? "/"
    // It leads its session already, so that the last step of these fails.
    _ = csystem_settle_sibling(getppid(), folder)
    for descriptor in Int32(0)..<4 { dup2(descriptor, descriptor) }
    for name in ["TMPDIR", "HOME"] {
      if let value = Environment.variable(name) { setenv(name, value, 1) }
    }
    unblockSignals()
  }

  /// Lets signals come through again.
  public static func unblockSignals() {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
  }
}
