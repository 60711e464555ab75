// The mails that the service writes: their subjects, their size, and that no stranger's word becomes markup.

import Fixtures
import JSONText
import Mailing
import Testing

@Suite struct `Mails by template` {
  @Test func `have subjects that say it all`() {
    #expect(Gallery.good.subject == "example.com: 86 (+4), 3 new errors, 12 fixed")
    #expect(Gallery.worse.subject == "shop.example: 61 (-13), 23 new errors, 0 fixed")
    #expect(Gallery.first.subject.hasSuffix("παράδειγμα.gr: 47, 1 error, 210 warnings"))
    #expect(Gallery.unread("blocked").subject == "example.com: blocks our crawler")
    #expect(Gallery.unread("failed").subject == "example.com: the crawl failed")
    var same = Gallery.good
    (same.previousScore, same.newErrors) = (86, 1)
    #expect(same.subject == "example.com: 86 (+0), 1 new error, 12 fixed")
    #expect(
      DigestMail.content([Gallery.good, Gallery.worse], day: "2026-11-25").subject
        == "2 sites: example.com 86 (+4), shop.example 61 (-13)")
    #expect(DigestMail.content([Gallery.good], day: "2026-11-25").subject == Gallery.good.subject)
  }

  @Test(arguments: [
    "complete", "page_limit", "time_limit", "offsite_redirect", "robots_disallowed", "robots_unreachable",
    "blocked",
    "throttled", "unreachable", "failed",
  ])
  func `say in one sentence how a crawl ended`(outcome: String) {
    let news = Gallery.unread(outcome)
    #expect(news.sentence != Gallery.unread("another").sentence && news.sentence.hasSuffix("."))
    let content = CompletionMail.content(news)
    #expect(content.text.contains(news.sentence))
    let words = PlainText.text(of: "\(content.html)").split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    #expect(words.contains(news.sentence), "\(words)")
  }

  @Test func `can be sent, and are smaller than what Gmail cuts`() throws {
    let sender = try MailAddress(parsing: "DevSEO <reports@devseo.example>")
    let mails = try Gallery.mails.map { name, content in
      #expect("\(content.html)".utf8.count <= MailContent.sizeLimit, "\(name)")
      return try MailMessage(
        to: MailAddress(parsing: "ann@example.com"), from: sender, subject: content.subject,
        html: "\(content.html)",
        text: content.text, headers: Unsubscribing.headers(Gallery.links.unsubscribe ?? ""), key: name)
    }
    for json in try readByPython(mails.map { $0.bytes(at: moment) }) { #expect(json["defects"] == []) }
  }

  @Test(arguments: ["\"", "ω", "😀", "x."])
  func `can be sent however long the words are`(scalar: String) throws {
    let words = String(repeating: scalar, count: 5000)
    // What the database holds is cut when it is read; the name of a site is cut here.
    let line = String(repeating: scalar, count: 200 / scalar.unicodeScalars.count)
    var news = CrawlNews(domain: words, outcome: "complete")
    (news.score, news.grade, news.previousScore, news.reason) = (47, "E", 86, line)
    (news.newErrors, news.fixed) = (9, 9)
    news.newIssues = (0..<9).map { _ in .init(title: line, count: 1) }
    news.fixedIssues = news.newIssues
    news.fixes = (0..<9).map { _ in
      .init(title: line, advice: line, affected: 1, gain: 1)
    }
    for content in [
      CompletionMail.content(news, links: Gallery.links),
      DigestMail.content(Array(repeating: news, count: 2), day: "2026-11-25", links: Gallery.links),
      DigestMail.content(Array(repeating: news, count: 120), day: "2026-11-25", links: Gallery.links),
    ] {
      let mail = try content.message(
        to: "ann@example.com", from: MailAddress(parsing: "reports@devseo.example"), key: "k",
        links: Gallery.links)
      #expect(mail.html.utf8.count <= MailContent.sizeLimit)
      #expect(mail.subject.hasPrefix(scalar) || mail.subject.contains("sites: \(scalar)"))
    }
  }

  @Test func `have no scripts, images or links but those of the service`() throws {
    for (name, content) in Gallery.mails {
      let html = "\(content.html)"
      for banned in [
        "<script", "<img", "<link", "<form", "javascript:", "onerror=alert(1)>", "\u{202E}", "http:",
      ] {
        #expect(!html.contains(banned), "\(name): \(banned)")
      }
      let links = html.split(separator: "href=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
      #expect(links.allSatisfy { $0 == "#" || $0.hasPrefix("https://app.devseo.example/") }, "\(name)")
      #expect(!content.subject.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
  }

  @Test func `are made of what the database holds about a crawl`() throws {
    let summary: JSON = [
      "job": ["outcome": "page_limit", "limits": ["max_pages": 50], "reason": .null],
      "score": [
        "overall": 86, "grade": "B",
        "top_fixes": [["id": "TITLE-1", "gain": 2.5], ["id": "GONE", "gain": 1.0]],
      ],
      "stats": ["pages": 50, "severities": ["error": 3, "warning": 2, "notice": 1]],
      "issues": [
        ["id": "TITLE-1", "severity": "error", "title": "No title", "fix": "Write one.", "affected": 3],
        [
          "id": "DESC-1", "severity": "warning", "title": "No description", "fix": "Write one.",
          "affected": 2,
        ],
      ],
      "diff": [
        "new": 5, "fixed": 12, "still": 1,
        "issues": [
          "TITLE-1": ["new": 3, "fixed": 1], "DESC-1": ["new": 2, "fixed": 0],
          "OLD-1": ["new": 0, "fixed": 11],
        ],
      ],
    ]
    let news = CrawlNews(summary: summary, domain: "example.com", previousScore: 82)
    #expect(news.subject == "example.com: 86 (+4), 3 new errors, 12 fixed")
    #expect(news.newIssues == [.init(title: "No title", count: 3)])
    #expect(news.fixedIssues == [.init(title: "OLD-1", count: 11), .init(title: "No title", count: 1)])
    #expect(news.fixes == [.init(title: "No title", advice: "Write one.", affected: 3, gain: 2.5)])
    #expect(news.sentence.hasPrefix("Read in part: 50 URLs, up to the limit of 50."))
    let odd = CrawlNews(summary: ["job": 7, "score": [], "issues": "x", "diff": [1]], domain: "example.com")
    #expect(odd.subject == "example.com: no score")
  }

  @Test func `say whose words the advice of a language model is`() {
    #expect(
      CompletionMail.content(Gallery.advised).text == """
        example.com: 86 (+4), grade B
        All 412 URLs were read.
        7 errors, 41 warnings, 130 notices

        What changed: 3 new errors, 12 fixed
        - new: 2 x Broken internal link
        - new: 1 x Page without a title
        - fixed: 9 x Description is missing
        - fixed: 2 x Image without alternative text
        - fixed: 1 x Redirect chain

        Fix first:
        - Broken internal link (14 pages, +3.2 points)
          Correct or remove the links to pages that are gone.
        - Duplicate title (8 pages, +1.5 points)
          Give each page a title of its own.
        - Page is slow to answer (2 pages, less than 0.1 points)
          Cache what does not change.

        What AI suggests:
        Written by AI (claude-haiku-5-5) from what the crawl found, and read by nobody before you.
        - Repair the links of the shop's menu
          Fourteen pages link to /shop/old, which is gone. Point the menu to /shop, so that visitors and search engines get there.
        - Give each product its own title
          Eight product pages share one title.

        The whole report: https://app.devseo.example/reports/4711

        -- 
        You get this mail because DevSEO watches your sites.

        """)
    let html = "\(CompletionMail.content(Gallery.advised).html)"
    #expect(html.contains("Written by AI (claude-haiku-5-5) from what the crawl found"))
    #expect(!"\(CompletionMail.content(Gallery.good).html)".contains("AI"))
  }

  @Test func `take advice as the database has it`() {
    func advice(_ json: JSON) -> CrawlNews.Advice? {
      CrawlNews(
        status: "completed", summary: [:], reason: nil, domain: "example.com", previousScore: nil,
        recommendations: json, reportURL: nil
      ).advice
    }
    let item: JSON = [
      "title": "Do\u{202E} it\n", "text": .string(String(repeating: "x", count: 2_000)), "pages": [7],
    ]
    let read = advice([
      "model": "m", "recommendations": [item, ["title": 7], "x", ["title": "", "text": ""]],
    ])
    #expect(read?.model == "m" && read?.items.count == 1 && read?.items[0].title == "Do it")
    #expect(read?.items[0].text.count == 800)
    for odd: JSON in [.null, [:], [], ["recommendations": []], ["recommendations": [7]]] {
      #expect(advice(odd) == nil)
    }
  }

  @Test func `unsubscribe by a URL that only we can make`() throws {
    let url = Unsubscribing.url(for: "user/7", at: "https://app.devseo.example/", key: "secret")
    // Made by Python: hmac.new(b"secret", b"unsubscribe:user/7", "sha256").
    #expect(
      url
        == "https://app.devseo.example/unsubscribe?token=dXNlci83.KfFoSpkk4FRQno0S8F6cdR_hlfFOqIJ8TFQeZ9c9K6M"
    )
    #expect(try Unsubscribing.headers(url).map(\.name) == ["List-Unsubscribe", "List-Unsubscribe-Post"])
    #expect(Unsubscribing.url(for: "user/7", at: "https://app.devseo.example", key: "other") != url)
  }
}
