// Reading what the kernel tells of processes.

internal import Glibc

/// The files below `/proc`.
enum ProcessFiles {
  /// The names in a folder that are numbers.
  static func numbers(in folder: String) -> [Int32] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var numbers: [Int32] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let number = Int32(name) { numbers.append(number) }
    }
    return numbers
  }

  /// What is in a file; nil when it cannot be read.
  static func content(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return content }
      content += chunk[..<count]
    }
  }

  /// The whole of an open file, read in one go; nil when it cannot be read or has as many bytes as that, or more.
  static func start(of descriptor: Int32, most: Int) -> [UInt8]? {
    var isWhole = false
    let content = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      let taken = pread(descriptor, buffer.baseAddress, most, 0)
      isWhole = taken >= 0 && taken < most
      count = max(0, taken)
    }
    return isWhole ? content : nil
  }
}
