// Which children this process has, asked of the kernel so often that the files that tell it stay open.

internal import Glibc

/// The children of this process.
public final class ChildList {
  private let threads: Int32
  /// The file of the first thread.
  private let first: Int32

  /// Opens the files; they are read at each ``children()``.
  public init() {
    threads = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    first = open("/proc/self/task/\(getpid())/children", O_RDONLY | O_CLOEXEC)
  }

  deinit {
    for descriptor in [threads, first] where descriptor >= 0 { close(descriptor) }
  }

  /// The children of all threads, ended ones included.
  func children() -> [Int32] {
    if hasOneThread, let list = ProcessFiles.start(of: first, most: 4096) { return numbers(list) }
    return ProcessFiles.numbers(in: "/proc/self/task").flatMap { thread in
      numbers(ProcessFiles.content(of: "/proc/self/task/\(thread)/children") ?? [])
    }
  }

  /// A folder has one link for itself, one in its parent, and one for each folder in it.
  private var hasOneThread: Bool {
    var status = stat()
    return fstat(threads, &status) == 0 && status.st_nlink == 3
  }

  private func numbers(_ list: [UInt8]) -> [Int32] {
    list.split(separator: UInt8(ascii: " ")).compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
  }
}
