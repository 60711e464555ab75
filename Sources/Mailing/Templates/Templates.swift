// The two mails that the service writes by itself: values in, words out.

import Markup

/// The mail after a crawl.
public enum CompletionMail {
  /// Renders it.
  ///
  /// - Parameters:
  ///   - news: What happened.
  ///   - links: For its end.
  /// - Returns: The mail.
  public static func content(_ news: CrawlNews, links: MailLinks = MailLinks()) -> MailContent {
    MailContent(
      subject: news.subject,
      html: MailFrame.document(news.subject, preview: news.sentence, rows: news.rows(), links: links),
      text: news.lines().joined(separator: "\n") + "\n\n" + MailFrame.end(links))
  }
}

/// The mail about a day.
public enum DigestMail {
  /// How many sites are told in full, if that is not too much, and how many more by one line.
  private static let (inFull, inShort) = ([8, 4, 2, 1], 40)

  /// Renders it.
  ///
  /// - Parameters:
  ///   - sites: What happened, site by site; not empty.
  ///   - day: The day, such as `2026-11-25`.
  ///   - links: For its end.
  /// - Returns: The mail.
  public static func content(_ sites: [CrawlNews], day: String, links: MailLinks = MailLinks()) -> MailContent
  {
    for count in inFull {
      let content = content(sites, day: day, links: links, inFull: count)
      if "\(content.html)".utf8.count <= MailContent.sizeLimit { return content }
    }
    return content(sites, day: day, links: links, inFull: 0)
  }

  private static func content(
    _ sites: [CrawlNews], day: String, links: MailLinks, inFull: Int
  ) -> MailContent {
    let subject = subject(of: sites, day: day)
    var rows = [
      MailFrame.row(
        "<span class=\"quiet\" style=\"font-size:14px;color:#5b6472\">Your day at DevSEO: \(day)</span>",
        top: 20, bottom: 0)
    ]
    var lines = ["Your day at DevSEO: \(day)"]
    for (position, site) in sites.prefix(inFull).enumerated() {
      if position > 0 { rows.append(MailFrame.divider) }
      rows += site.rows(shown: sites.count == 1 ? 3 : 2)
      lines += ["", "----"] + site.lines(shown: sites.count == 1 ? 3 : 2)
    }
    let rest = sites.dropFirst(inFull)
    if !rest.isEmpty {
      rows += [MailFrame.divider, MailFrame.heading("And also")]
      lines += ["", "----", "And also:"]
      for site in rest.prefix(inShort) {
        rows.append(MailFrame.row("<b>\(site.domain)</b>: \(site.verdict)", bottom: 4))
        lines.append("- \(site.domain): \(site.verdict)")
      }
      if rest.count > inShort {
        rows.append(MailFrame.row("and \(rest.count - inShort) more", bottom: 16))
        lines.append("and \(rest.count - inShort) more")
      }
    }
    return MailContent(
      subject: subject,
      html: MailFrame.document(subject, preview: sites.first?.sentence ?? "", rows: rows, links: links),
      text: lines.joined(separator: "\n") + "\n\n" + MailFrame.end(links))
  }

  private static func subject(of sites: [CrawlNews], day: String) -> String {
    guard sites.count != 1 else { return sites[0].subject }
    let named = sites.prefix(3).map { "\($0.domain.shortened(to: 60)) \($0.verdict)" }.joined(separator: ", ")
    return "\(sites.count) sites: \(named)" + (sites.count > 3 ? " and more" : "")
  }
}
