// Empties a folder without recursion, however deep it is: what is in a sub-folder is removed, its own sub-folders are
// moved up to the top, and then it is removed itself. So two descriptors suffice, no path is ever long, and since every
// name is looked up in an open folder and never through a link, nothing outside of the folder is touched.

internal import Glibc

/// The emptying of one folder.
struct Clearing {
  /// The open folder, to be closed by ``run()``.
  private let top: Int32
  private let path: String
  private let device: dev_t
  /// How many sub-folders were moved up; their new names are numbers.
  private var moved = 0
  /// Whether something has gone since the last look.
  private var hasProgressed = false
  private var error: Int32 = 0

  /// How often a folder in which nothing can be removed is looked at again, since files may still have appeared.
  private static let attempts = 5
  /// How many looks altogether: whoever goes on filling the folder does not hold us up for ever.
  private static let looks = 100_000

  /// Takes over an open folder and its path, which is for messages.
  init(_ folder: Int32, _ path: String) {
    (top, self.path) = (folder, path)
    device = Self.status(folder)?.st_dev ?? 0
  }

  /// Opens a sub-folder of our own for reading, whatever its mode; never a link.
  ///
  /// - Returns: Its descriptor; nil with `errno` set.
  static func open(_ name: UnsafePointer<CChar>, in folder: Int32) -> Int32? {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var opened = openat(folder, name, flags)
    if opened < 0, errno == EACCES, fchmodat(folder, name, 0o700, AT_SYMLINK_NOFOLLOW) == 0 {
      opened = openat(folder, name, flags)
    }
    return opened >= 0 ? opened : nil
  }

  /// Makes an open folder of ours writable; where that is not possible, the removal will say so.
  private static func makeUsable(_ folder: Int32) {
    if let mode = status(folder)?.st_mode, mode & 0o700 != 0o700 { _ = fchmod(folder, 0o700) }
  }

  /// Removes everything.
  consuming func run() throws(FolderError) {
    guard let stream = fdopendir(top) else {
      let error = errno
      close(top)
      throw FolderError("clear", path, errno: error)
    }
    defer { closedir(stream) }
    Self.makeUsable(top)
    var idle = 0
    for _ in 0..<Self.looks {
      (hasProgressed, error) = (false, 0)
      rewinddir(stream)
      var isEmpty = true
      while let name = Self.next(stream) {
        isEmpty = false
        removeAtTop(name)
      }
      if isEmpty { return }
      idle = hasProgressed ? 0 : idle + 1
      if idle == Self.attempts { break }
    }
    if error == 0 { throw FolderError("clear", path, "files keep appearing in it") }
    throw FolderError("clear", path, errno: error)
  }

  // MARK: - Steps

  private mutating func removeAtTop(_ name: [CChar]) {
    if unlink(name, in: top) { return }
    guard let inside = Self.open(name, in: top) else { return fail() }
    // Something mounted there is not ours to empty.
    guard Self.status(inside)?.st_dev == device, let stream = fdopendir(inside) else {
      error = EXDEV
      close(inside)
      return
    }
    Self.makeUsable(inside)
    while let inner = Self.next(stream) {
      if !unlink(inner, in: inside) { moveUp(inner, from: inside) }
    }
    closedir(stream)
    if unlinkat(top, name, AT_REMOVEDIR) == 0 { hasProgressed = true } else { fail() }
  }

  /// Removes what is no folder.
  ///
  /// - Returns: False when it is one.
  private mutating func unlink(_ name: [CChar], in folder: Int32) -> Bool {
    if unlinkat(folder, name, 0) == 0 {
      hasProgressed = true
    } else if errno == EISDIR {
      return false
    } else {
      fail()
    }
    return true
  }

  private mutating func moveUp(_ name: [CChar], from folder: Int32) {
    if unlinkat(folder, name, AT_REMOVEDIR) == 0 {
      hasProgressed = true
      return
    }
    for _ in 0..<100 {
      moved += 1
      if renameat(folder, name, top, "\(moved)") == 0 {
        hasProgressed = true
        return
      }
      switch errno {
      // There is something of that name.
      case ENOTEMPTY, EEXIST, ENOTDIR: continue
      // A folder that is given another parent has to be writable itself.
      case EACCES where fchmodat(folder, name, 0o700, AT_SYMLINK_NOFOLLOW) == 0: continue
      default: return fail()
      }
    }
  }

  /// Keeps why something could not be removed: not that it has gone already, nor that a folder holds such a thing.
  private mutating func fail() {
    if errno != ENOENT, error == 0 || error == ENOTEMPTY { error = errno }
  }

  // MARK: - Looking

  /// The next name but those of the folder itself and its parent.
  static func next(_ stream: OpaquePointer) -> [CChar]? {
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        bytes.prefix { $0 != 0 }.map(CChar.init(bitPattern:)) + [0]
      }
      let dot = CChar(bitPattern: UInt8(ascii: "."))
      if name != [dot, 0], name != [dot, dot, 0] { return name }
    }
    return nil
  }

  private static func status(_ descriptor: Int32) -> stat? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status : nil
  }
}
