// Small files, whole: manifests, lock files, /proc.

internal import Glibc

/// Reads files.
enum FileContent {
  /// The content of a file of at most a mebibyte, or nil when it cannot be read or is larger.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while content.count <= 1 << 20 {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return content }
      guard count > 0 || errno == EINTR else { return nil }
      content += chunk[0..<max(0, count)]
    }
    return nil
  }
}
