// What keeps other processes out of ours: its environment holds the passwords of databases and servers.

internal import CSystem

/// Protection from the other processes of the same user.
public enum Hardening {
  /// Keeps all but privileged processes from attaching to this one, from reading its environment and memory,
  /// and the kernel from dumping its core (`PR_SET_DUMPABLE`).
  ///
  /// To be called first of all: until then the process is as open as any. It holds up to the next exec, so
  /// what is started from here protects itself or not at all.
  public static func forbidInspection() {
    // It cannot fail: the call is older than every kernel with pidfds, and 0 is a value it knows.
    _ = csystem_forbid_inspection()
  }
}
