// What a crawl for a row knows of the crawls before, and leaves for those to come. It only saves work, to us and to the
// site: without it all is read, so nothing of this can fail a crawl.

import Auditing
import Crawling
import HandlerKit
import Logging
import Messages
import Store

extension CrawlWork {
  /// What reads the pages: the records of another release may say less, or something else.
  private static let reader = "\(Release.version)/\(PageRecord.revision)"

  /// What earlier crawls of the website have kept of its pages.
  func cache(of run: CrawlRun) -> PageCache {
    do throws(StoreError) {
      return PageCache(try run.keptPages(by: Self.reader, capacity: PageCache.capacity))
    } catch {
      invocation.log.warning("cannot look up what earlier crawls have kept: \(error)")
      return PageCache()
    }
  }

  /// Keeps what this crawl has read.
  func keep(_ cache: PageCache, of site: Site, _ run: CrawlRun) {
    guard !cache.fresh.isEmpty || site.outcome == .complete else { return }
    do throws(StoreError) {
      try run.keep(
        cache.fresh, confirmed: cache.confirmed, isWhole: site.outcome == .complete, by: Self.reader)
    } catch {
      invocation.log.warning("cannot keep the pages for the next crawl: \(error)")
    }
  }
}
