// Reads sitemaps beside the fetch loop: one may have 50 MiB.

internal import Synchronization
internal import Transfer

/// Turns bodies into contents on other cores.
///
/// What is done is fetched by the loop that started it.
final class SitemapDesk: Sendable {
  private let wakeup: Wakeup
  private let done = Mutex<[(file: Int, content: SitemapContent)]>([])

  /// - Parameter wakeup: Ends the loop's wait when a sitemap is done.
  init(wakeup: Wakeup) {
    self.wakeup = wakeup
  }

  /// Starts to read a response.
  func read(_ response: Response, of file: Int) {
    Task.detached { [self] in
      var reader = SitemapReader()
      reader.read(response.body[...])
      let content = reader.finish(isCut: response.isTruncated)
      done.withLock { $0.append((file, content)) }
      wakeup()
    }
  }

  /// What was done since the last time.
  func take() -> [(file: Int, content: SitemapContent)] {
    done.withLock { contents in
      defer { contents = [] }
      return contents
    }
  }
}
