// Where the built handlers and the project's files lie, and reading them.

internal import Glibc

/// A call on a file that failed.
public struct FileError: Error, CustomStringConvertible {
  /// Which file, and why.
  public let description: String

  init(_ verb: String, _ path: String) {
    description = "cannot \(verb) \(path): \(String(cString: strerror(errno)))"
  }
}

/// The path of a built executable: SwiftPM puts it beside the test binary.
public func builtProduct(_ name: String) -> String {
  linkTarget("/proc/self/exe").split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + name
}

/// Where a symbolic link leads; empty when there is none.
public func linkTarget(_ path: String) -> String {
  var link = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = readlink(path, &link, link.count)
  return String(decoding: link.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The path of a file of the project, given relative to its root.
public func projectFile(_ path: String) -> String {
  // Tests/Fixtures/Files.swift: three steps up.
  String(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()) + "/" + path
}

/// Tells whether there is a file or folder of that path.
public func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// The names in a folder, sorted; none when there is no such folder.
///
/// - Parameters:
///   - folder: Its path.
///   - withHidden: Whether names that begin with a point count too.
/// - Returns: Names without the folder's path.
public func names(in folder: String, withHidden: Bool = false) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if withHidden ? name != "." && name != ".." : !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}

/// The bytes of a file.
///
/// - Throws: ``FileError``.
public func contents(of path: String) throws(FileError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError("open", path) }
  defer { close(descriptor) }
  var content: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    guard count >= 0 else { throw FileError("read", path) }
    if count == 0 { return content }
    content += chunk[..<count]
  }
}

/// Makes a folder that only its owner may look into.
///
/// - Throws: ``FileError``.
public func makeFolder(_ path: String) throws(FileError) {
  guard mkdir(path, 0o700) == 0 else { throw FileError("make", path) }
}

/// Removes a folder with all that is in it; of a link only the link.
private func removeFolder(_ path: String) {
  for name in names(in: path, withHidden: true) where unlink("\(path)/\(name)") != 0 {
    removeFolder("\(path)/\(name)")
  }
  rmdir(path)
}

/// Runs `body` with a new folder that is removed afterwards, with all that is in it.
public func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  var template = Array("/tmp/devseo-test-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw FileError("make", "a folder in /tmp") }
  let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  defer { removeFolder(folder) }
  return try body(folder)
}

/// Writes a file.
///
/// - Throws: ``FileError``.
public func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(FileError) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
  guard descriptor >= 0 else { throw FileError("create", path) }
  defer { close(descriptor) }
  guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw FileError("write", path) }
}
