// Sitemaps that are a list: one URL a line (sitemaps.org, "text file").

internal import Auditing
internal import WebURL

/// Reads lines.
struct SitemapList {
  /// What was read; nil until the file is known to be a list.
  private(set) var content: SitemapContent?
  /// Whether the file turned out to be none, or lists more than it may.
  private(set) var isOver = false

  private var line: [UInt8] = []
  private var isTooLong = false

  /// Longer lines are no URLs.
  private static let longestLine = 4_096

  /// Notes that the file is a list.
  mutating func begin() { content = SitemapContent() }

  /// Notes a fault.
  mutating func note(_ fault: SitemapFile.Fault) { content?.note(fault) }

  /// Reads on.
  mutating func read(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes where !isOver {
      if byte == 0x0A || byte == 0x0D {
        endLine()
      } else if line.count < Self.longestLine {
        line.append(byte)
      } else {
        isTooLong = true
        if content?.format == nil { endLine() }
      }
    }
  }

  /// Reads the last line.
  mutating func finish() { endLine() }

  private mutating func endLine() {
    let text = line[...].trimmed
    defer {
      line.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    guard !text.isEmpty, !isOver else { return }
    let location = String(decoding: text, as: UTF8.self)
    guard !isTooLong, let url = URL(location), url.isWeb else {
      content?.note(.malformed)
      // What does not begin with a URL is some other text.
      isOver = content?.format == nil
      return
    }
    content?.format = .text
    content?.add(SitemapEntry(location: location))
    isOver = content?.isOverfull ?? false
  }
}
