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
    /// Nil: what was kept of it is of no use.
    var answer: Answer?
    /// What it leaves for the next crawl.
    var kept: KeptPage?
    /// Whether it is the one that an earlier crawl has kept.
    var isRevisited = false
  }

  private let wakeup: Wakeup
  private let done = Mutex<[Page]>([])

  /// - Parameter wakeup: Ends the loop's wait when a page is done.
  init(wakeup: Wakeup) {
    self.wakeup = wakeup
  }

  /// Starts to read a response.
  ///
  /// - Parameters:
  ///   - response: What the server sent.
  ///   - url: What was asked for.
  ///   - id: The number of the page.
  ///   - scope: What belongs to the site.
  ///   - isKept: Whether the next crawl may want to know of the page.
  func read(_ response: Response, to url: URL, id: Int, scope: Scope, isKept: Bool = false) {
    Task.detached { [self] in
      let answer = Answer(response, to: url, scope: scope)
      end(Page(id: id, url: url, answer: answer, kept: isKept ? KeptPage(answer, of: response) : nil))
    }
  }

  /// Starts to read what was kept of a page that has not changed.
  func read(_ kept: KeptPage, confirmedBy response: Response, to url: URL, id: Int, scope: Scope) {
    Task.detached { [self] in
      let answer = Answer(kept, confirmedBy: response, scope: scope)
      end(Page(id: id, url: url, answer: answer, isRevisited: true))
    }
  }

  private func end(_ page: Page) {
    done.withLock { $0.append(page) }
    wakeup()
  }

  /// What was done since the last time.
  func take() -> [Page] {
    done.withLock { pages in
      defer { pages = [] }
      return pages
    }
  }
}
