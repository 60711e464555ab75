// A folder for the temporary files of one run, which goes with all that the run left in it.

internal import Glibc

/// A new folder that only this user may look into.
public struct PrivateFolder: Hashable, Sendable {
  /// Its path.
  public let path: String
  /// Its ``mark`` when it was last found to be as new.
  private var newMark: Int64?

  /// Makes a folder that was not there before.
  ///
  /// - Parameters:
  ///   - name: Its name, one component of a path.
  ///   - base: The folder that it is made in.
  /// - Throws: ``FolderError``, also when there is something of that name.
  public init(_ name: String, in base: String) throws(FolderError) {
    path = "\(base)/\(name)"
    guard !name.isEmpty, name != ".", name != "..",
      !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") })
    else { throw FolderError("make", path, "its name is no component of a path") }
    guard mkdir(path, 0o700) == 0 else { throw FolderError("make", path, errno: errno) }
  }

  /// Whether it is as a new one is: there is nothing in it, and only this user may look into it.
  public var isAsNew: Bool {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return false }
    var status = stat()
    guard fstat(folder, &status) == 0, status.st_mode == S_IFDIR | 0o700, status.st_uid == geteuid(),
      let stream = fdopendir(folder)
    else {
      close(folder)
      return false
    }
    defer { closedir(stream) }
    return Clearing.next(stream) == nil
  }

  /// Whether it is as a new one is; it is looked into only if something has changed since it was last found so.
  public mutating func isStillAsNew() -> Bool {
    // First: what changes from here on shows the next time.
    let mark = mark
    guard mark != nil && mark == newMark || isAsNew else { return false }
    newMark = mark
    return true
  }

  /// A mark that changes whenever something is made in the folder or taken out of it; nil: it has changed just now,
  /// and might again without the mark showing it.
  public var mark: Int64? {
    var (status, now) = (stat(), timespec())
    guard lstat(path, &status) == 0 else { return nil }
    clock_gettime(CLOCK_REALTIME, &now)
    let changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    let age = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - changed
    // The kernel dates changes by its clock's ticks, ten milliseconds at most.
    return age > 20_000_000 ? changed : nil
  }

  /// Removes the folder with all that is in it; when it is gone already, that is well.
  ///
  /// - Throws: ``FolderError``; what could be removed is gone then.
  public func remove() throws(FolderError) {
    // The last component is the one that must be no link.
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let (base, name) = (String(path[..<slash]), String(path[path.index(after: slash)...]))
    let folder = open(base.isEmpty ? "/" : base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      if errno == ENOENT { return }
      throw FolderError("remove", path, errno: errno)
    }
    defer { close(folder) }
    // Once more, and again, for what appears in it between the last look and its end.
    for _ in 0..<5 {
      guard let inside = Clearing.open(name, in: folder) else { break }
      try Clearing(inside, path).run()
      if unlinkat(folder, name, AT_REMOVEDIR) == 0 { return }
      if errno != ENOTEMPTY { break }
    }
    if errno != ENOENT { throw FolderError("remove", path, errno: errno) }
  }

  /// Removes all that is in a folder, which stays: what a predecessor that was killed left behind.
  ///
  /// - Parameter base: The folder; when there is none, that is well.
  /// - Throws: ``FolderError``; what could be removed is gone then.
  public static func removeAll(in base: String) throws(FolderError) {
    let folder = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      if errno == ENOENT { return }
      throw FolderError("clear", base, errno: errno)
    }
    try Clearing(folder, base).run()
  }
}
