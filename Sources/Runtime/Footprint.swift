// How much memory a process keeps that only waits: code that ran once at the start need not stay.

internal import Glibc

/// The memory of a process that lives long.
public enum Footprint {
  /// Gives the pages of the program's code back; those that are needed again come back by themselves.
  ///
  /// Parsing a command line and connecting touch megabytes of code that a daemon never runs again. The pages
  /// are never written to, so the kernel takes them out of the page cache again without a word.
  public static func forgetStart() {
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    for line in maps().split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      // address range, rights, offset, device, inode: code of a file, and nothing that may have been changed.
      guard words.count >= 5, words[1].elementsEqual("r-xp".utf8), !words[4].elementsEqual("0".utf8) else {
        continue
      }
      let ends = words[0].split(separator: UInt8(ascii: "-")).map {
        UInt(String(decoding: $0, as: UTF8.self), radix: 16) ?? 0
      }
      guard ends.count == 2, ends[0] > 0, ends[0].isMultiple(of: page), ends[1] > ends[0] else { continue }
      madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
    }
  }

  private static func maps() -> [UInt8] {
    let descriptor = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return (try? Stream(descriptor).readAll(limit: 1 << 20, waiting: { _ in true })) ?? []
  }
}
