// A crawl with nothing but its result: what all crawls have in common, and what one without a row makes of it.

import Auditing
import Crawling
import HandlerKit
import JSONText
import Messages
import Reporting
import Runtime

/// One crawl.
struct CrawlWork {
  var settings: CrawlSettings
  let invocation: Invocation

  /// Crawls without a row.
  func result() throws(Failure) -> JSON {
    let site: Site
    // Without a row there is no website whose next crawl could want to know.
    var cache: PageCache?
    do throws(CrawlError) {
      site = try crawl(keeping: &cache, isOver: { invocation.stop != nil })
    } catch {
      throw Failure(error)
    }
    if let reason = retryable(site) { throw reason }
    return show(CrawlResult(site, Audit(site), detail: detail).json)
  }

  /// Reads the site; what was kept of its pages comes and goes by `cache`.
  func crawl(
    noting note: (_ done: Int, _ found: Int) -> Void = { _, _ in }, keeping cache: inout PageCache?,
    isOver: () -> Bool
  ) throws(CrawlError) -> Site {
    let startedAt = Invocation.now
    let crawl = try Crawl(
      settings.request, policy: settings.policy, egress: settings.egress, cache: cache)
    cache = nil
    defer { cache = crawl.cache }
    var site = try crawl.run(
      progress: { done, expected, url in
        note(done, expected)
        invocation.report(Progress(done: done, total: expected, unit: "pages", detail: url))
      }, isOver: isOver)
    site.timing.startedAt = startedAt
    return site
  }

  /// Why the same is to be tried again later; nil: this is an end.
  ///
  /// What may pass is waited for as long as there are attempts; by hand a person decides.
  func retryable(_ site: Site) -> Failure? {
    if invocation.stop == .asked, site.outcome == .timeLimit {
      return .later("\(CrawlError.stopped)", isCharged: false)
    }
    // What was read before the site turned us away is worth keeping.
    let isRead = site.pages.contains { $0.fetch.outcome == .ok }
    guard mayRunAgain, !isRead, [.unreachable, .throttled, .robotsUnreachable].contains(site.outcome) else {
      return nil
    }
    return .later("cannot crawl \(site.request.domain): \(site.reason ?? site.outcome.rawValue)")
  }

  /// Whether a failure is not the task's last word.
  var mayRunAgain: Bool {
    let context = invocation.context
    return context.isDispatched && context.maxAttempts.map { context.attempt < $0 } ?? false
  }

  var detail: CrawlResult.Detail { invocation.has("--full") ? .full : .counts }

  /// Shows a result to a person, if one watches.
  func show(_ result: JSON) -> JSON {
    invocation.finishProgress()
    if invocation.has("--summary") || invocation.isWatched {
      invocation.tell(CrawlSummary(result, isColoured: invocation.isWatched).text)
    }
    return result
  }
}

extension Failure {
  /// A crawl that did not begin, as an end of the handler.
  init(_ error: CrawlError) {
    self =
      switch error {
      case .malformed: .message("\(error)")
      case .refused: .refused("\(error)")
      case .stopped: .later("\(error)", isCharged: false)
      }
  }
}
