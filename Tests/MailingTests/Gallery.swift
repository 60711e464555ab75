// Crawls to write mails about: good and bad news, and words that try to be markup.

import JSONText
import Mailing

/// The mails that are looked at.
enum Gallery {
  static let links = MailLinks(
    app: "https://app.devseo.example/", settings: "https://app.devseo.example/settings/mail",
    unsubscribe: Unsubscribing.url(for: "7", at: "https://app.devseo.example", key: "k"))
  private static let report = "https://app.devseo.example/reports/4711"

  static var good: CrawlNews {
    var news = CrawlNews(domain: "example.com", outcome: "complete")
    (news.score, news.grade, news.previousScore) = (86, "B", 82)
    (news.pages, news.maxPages) = (412, 500)
    (news.errors, news.warnings, news.notices) = (7, 41, 130)
    (news.newErrors, news.fixed) = (3, 12)
    news.newIssues = [
      .init(title: "Broken internal link", count: 2), .init(title: "Page without a title", count: 1),
    ]
    news.fixedIssues = [
      .init(title: "Description is missing", count: 9),
      .init(title: "Image without alternative text", count: 2),
      .init(title: "Redirect chain", count: 1),
    ]
    news.fixes = [
      .init(
        title: "Broken internal link", advice: "Correct or remove the links to pages that are gone.",
        affected: 14, gain: 3.2),
      .init(title: "Duplicate title", advice: "Give each page a title of its own.", affected: 8, gain: 1.45),
      .init(title: "Page is slow to answer", advice: "Cache what does not change.", affected: 2, gain: 0.02),
    ]
    news.reportURL = report
    return news
  }

  static var first: CrawlNews {
    var news = CrawlNews(domain: "κατάστημα-με-πολύ-μεγάλο-όνομα.παράδειγμα.gr", outcome: "page_limit")
    (news.score, news.grade, news.pages, news.maxPages) = (47, "E", 500, 500)
    (news.errors, news.warnings, news.notices) = (1, 210, 95)
    news.fixes = [
      .init(title: "Η σελίδα δεν έχει τίτλο", advice: "Γράψτε έναν τίτλο.", affected: 1, gain: 12)
    ]
    news.reportURL = report
    return news
  }

  static var worse: CrawlNews {
    var news = good
    (news.domain, news.score, news.previousScore, news.grade) = ("shop.example", 61, 74, "D")
    (news.newErrors, news.fixed, news.fixedIssues) = (23, 0, [])
    return news
  }

  static func unread(_ outcome: String, _ reason: String? = nil) -> CrawlNews {
    var news = CrawlNews(domain: "example.com", outcome: outcome)
    (news.reason, news.reportURL) = (reason, report)
    return news
  }

  static var hostile: CrawlNews {
    let words =
      "<script>alert(1)</script>\"'&\u{202E}evil\r\nBcc: eve@example.com "
      + String(repeating: "W", count: 300)
    var news = CrawlNews(domain: "x\"><img src=x onerror=alert(1)>\r\n.example", outcome: "complete")
    (news.score, news.grade, news.reason) = (12, "<F>", "</td></table>" + words)
    (news.newErrors, news.fixed) = (1, 1)
    news.newIssues = [.init(title: words, count: 1)]
    news.fixedIssues = news.newIssues
    news.fixes = [.init(title: words, advice: words, affected: -1, gain: .nan)]
    news.advice = .init(model: words, items: [.init(title: words, text: words)])
    news.reportURL = "javascript:alert(1)"
    return news
  }

  /// With what a language model has written about it.
  static var advised: CrawlNews {
    var news = good
    news.advice = .init(
      model: "claude-haiku-5-5",
      items: [
        .init(
          title: "Repair the links of the shop's menu",
          text:
            "Fourteen pages link to /shop/old, which is gone. Point the menu to /shop, so that visitors and search engines get there."
        ),
        .init(title: "Give each product its own title", text: "Eight product pages share one title."),
      ])
    return news
  }

  /// Every mail by the name of its file.
  static var mails: [(name: String, content: MailContent)] {
    let failed = unread("failed", "The crawl was stopped by its time limit three times.")
    let crowd = (0..<120).map { number -> CrawlNews in
      var news = number % 7 == 3 ? unread("blocked") : advised
      news.domain = "site-\(number).example"
      return news
    }
    return [
      ("completed", CompletionMail.content(good, links: links)),
      ("advised", CompletionMail.content(advised, links: links)),
      ("first", CompletionMail.content(first, links: links)),
      ("worse", CompletionMail.content(worse, links: links)),
      ("partial", CompletionMail.content(timedOut, links: links)),
      (
        "blocked",
        CompletionMail.content(unread("blocked", "403 Forbidden at https://example.com/"), links: links)
      ),
      ("failed", CompletionMail.content(failed, links: links)), ("hostile", CompletionMail.content(hostile)),
      ("digest-one", DigestMail.content([good], day: "2026-11-25", links: links)),
      (
        "digest",
        DigestMail.content([good, worse, unread("unreachable"), first], day: "2026-11-25", links: links)
      ),
      ("digest-crowd", DigestMail.content(crowd, day: "2026-11-25", links: links)),
    ]
  }

  private static var timedOut: CrawlNews {
    var news = good
    news.outcome = "time_limit"
    return news
  }
}
