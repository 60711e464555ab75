// The manifests of the handlers installed beside this one: they know the queues of tasks that this one only sends.

internal import Glibc
internal import JSONText
internal import Messages
internal import Runtime

/// The folder of handlers that this executable's folder lies in, if it does.
struct NeighbourManifests {
  /// The folder whose folders hold a `handler.json` each.
  let folder: String

  /// Those around this process's executable.
  init() {
    var link = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &link, link.count)
    let path = String(decoding: link.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    self.init(folder: path.split(separator: "/").dropLast(2).map { "/" + $0 }.joined())
  }

  /// Those of a folder.
  init(folder: String) {
    self.folder = folder
  }

  /// The queue of a task, by the first manifest in the order of names that is good and runs it.
  func queue(of task: String) -> String? {
    for name in names.sorted() {
      guard let text = content(of: "\(folder)/\(name)/handler.json"), let json = try? JSON(parsing: text),
        let manifest = try? Manifest(json), manifest.task == task
      else { continue }
      return manifest.queue
    }
    return nil
  }

  private var names: [String] {
    guard !folder.isEmpty, let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private func content(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return try? Stream(descriptor).readAll(limit: 1 << 20)
  }
}
