// Reads pages beside the fetch loop: parsing takes most of a crawl's time, and the network need not wait.

internal import Auditing
internal import Synchronization
internal import Transfer
internal import WebURL

/// Turns responses into answers on other cores.
///
/// What is done is fetched by the loop that started it.
final class PageReader: Sendable {
  /// A page that was read.
  struct Page: Sendable {
    var id: Int
    var url: URL
    var answer: Answer
  }

  private let wakeup: Wakeup
  private let done = Mutex<[Page]>([])

  /// - Parameter wakeup: Ends the loop's wait when a page is done.
  init(wakeup: Wakeup) {
    self.wakeup = wakeup
  }

  /// Starts to read a response.
  func read(_ response: Response, to url: URL, id: Int, scope: Scope) {
    Task.detached { [self] in
      let page = Page(id: id, url: url, answer: Answer(response, to: url, scope: scope))
      done.withLock { $0.append(page) }
      wakeup()
    }
  }

  /// What was done since the last time.
  func take() -> [Page] {
    done.withLock { pages in
      defer { pages = [] }
      return pages
    }
  }
}
