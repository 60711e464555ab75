// Writing a file so that nobody ever meets half of it: beside its place first, then moved there.

internal import Glibc

/// A file that was not written.
public struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Such as `cannot write mail/1.eml: No space left on device`.
  public let description: String
}

/// A file that is there whole, or not at all.
public enum WholeFile {
  /// Writes a file, in place of one of that name if there is one; the folder is made when it is not there.
  ///
  /// When it returns, the content is on the disk.
  ///
  /// - Parameters:
  ///   - content: What is to be in it.
  ///   - name: Its name, one component of a path.
  ///   - folder: The folder; of its path only the last component is made.
  ///   - mode: Who may read it.
  /// - Throws: ``FileFailure``; then there is what was there before.
  public static func write(
    _ content: [UInt8], to name: String, in folder: String, mode: UInt32 = 0o600
  ) throws(FileFailure) {
    let path = "\(folder)/\(name)"
    func failure(_ verb: String, _ object: String) -> FileFailure {
      FileFailure(description: "cannot \(verb) \(object): \(String(cString: strerror(errno)))")
    }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure("make the folder", folder) }
    let fresh = "\(folder)/.\(name).\(getpid())"
    let descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure("write", path) }
    let isWritten = Stream(descriptor).write(content) && fsync(descriptor) == 0
    let reason = errno
    close(descriptor)
    guard isWritten, rename(fresh, path) == 0 else {
      if !isWritten { errno = reason }
      defer { unlink(fresh) }
      throw failure("write", path)
    }
    // The name is on the disk when the folder is.
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }
}
