// Why a folder could not be made or removed.

internal import Glibc

/// A folder that could not be made or removed.
public struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What could not be done to which folder, and why.
  public var description: String
  /// Whether the machine lacks what others will give back: descriptors, memory, room on the disk.
  public private(set) var isPassing = false

  /// What `errno` says about it.
  init(_ verb: String, _ path: String, errno error: Int32) {
    description = "cannot \(verb) the folder \(path): \(String(cString: strerror(error)))"
    isPassing = [EMFILE, ENFILE, ENOMEM, ENOSPC, EDQUOT].contains(error)
  }

  init(_ verb: String, _ path: String, _ reason: String) {
    description = "cannot \(verb) the folder \(path): \(reason)"
  }
}
