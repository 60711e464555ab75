// How much memory a process keeps that only waits: code that ran once at the start need not stay.

internal import CSystem
internal import Glibc

/// The memory of a process that lives long.
public enum Footprint {
  /// Gives back the pages of the program's code and constants, and what is free on its heap; what is needed again
  /// comes back by itself.
  ///
  /// Parsing a command line and connecting touch megabytes of code that a daemon never runs again. The pages
  /// are never written to, so the kernel takes them out of the page cache again without a word.
  public static func forgetStart() {
    csystem_trim_heap()
    forgetCode()
  }

  /// Gives back the pages of the program's code and constants alone.
  public static func forgetCode() {
    let page = UInt(sysconf(Int32(_SC_PAGESIZE)))
    var range: (start: UInt, end: UInt)?
    var ranges: [(start: UInt, end: UInt)] = []
    for line in mappings().split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      if words.count >= 5 {
        range = isReadOnly(words) ? addresses(words[0]) : nil
      } else if let (start, end) = range, words[0].elementsEqual("Anonymous:".utf8) {
        // Pages of its own, as the loader makes them where it writes addresses in, would be lost.
        guard words[1].elementsEqual("0".utf8), start.isMultiple(of: page) else { continue }
        ranges.append((start, end))
      }
    }
    // All at once and at last: whatever is run after this is in memory again.
    for (start, end) in ranges {
      madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
    }
  }

  /// Whether a mapping is of a file and cannot be written to; the words are address range, rights, offset, device and
  /// inode.
  private static func isReadOnly(_ words: [ArraySlice<UInt8>]) -> Bool {
    ["r-xp", "r--p"].contains { words[1].elementsEqual($0.utf8) } && !words[4].elementsEqual("0".utf8)
  }

  private static func addresses(_ range: ArraySlice<UInt8>) -> (start: UInt, end: UInt)? {
    let ends = range.split(separator: UInt8(ascii: "-")).map {
      UInt(String(decoding: $0, as: UTF8.self), radix: 16) ?? 0
    }
    guard ends.count == 2, ends[0] > 0, ends[1] > ends[0] else { return nil }
    return (ends[0], ends[1])
  }

  private static func mappings() -> [UInt8] {
    let descriptor = open("/proc/self/smaps", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return (try? Stream(descriptor).readAll(limit: 1 << 20, waiting: { _ in true })) ?? []
  }
}
