// What a language model has written, in a mail: said to be that, as text alone, and nowhere a link.

internal import JSONText
import Markup

extension CrawlNews.Advice {
  /// Reads `crawl_jobs.recommendations`, schema `devseo.recommendations/1` (docs/recommendations.md).
  ///
  /// What is absent or of another type is left out; nil: nothing is left.
  init?(_ recommendations: JSON) {
    let items = (recommendations["recommendations"]?.array ?? []).compactMap { json -> Item? in
      guard let title = json["title"]?.string?.asOneLine, let text = json["text"]?.string?.asOneLine(of: 800),
        !title.isEmpty
      else { return nil }
      return Item(title: title, text: text)
    }
    guard !items.isEmpty else { return nil }
    self.init(model: (recommendations["model"]?.string ?? "").asOneLine(of: 100), items: items)
  }

  /// Whose words these are.
  fileprivate var notice: String {
    "Written by AI" + (model.isEmpty ? "" : " (\(model))")
      + " from what the crawl found, and read by nobody before you."
  }
}

extension CrawlNews {
  /// The heading, also that of the plain part.
  private static let adviceHeading = "What AI suggests"

  /// Rows of ``MailFrame``, none without advice.
  func adviceRows(_ shown: Int) -> [HTMLText] {
    guard let advice else { return [] }
    let notice = MailFrame.row(
      "<span class=\"quiet\" style=\"font-size:14px;color:#5b6472\">\(advice.notice)</span>", bottom: 8)
    return [MailFrame.heading(Self.adviceHeading), notice]
      + advice.items.prefix(shown).map { MailFrame.row("<b>\($0.title)</b><br>\($0.text)", bottom: 12) }
  }

  /// Lines of the plain part, none without advice.
  func adviceLines(_ shown: Int) -> [String] {
    guard let advice else { return [] }
    return ["", "\(Self.adviceHeading):", advice.notice]
      + advice.items.prefix(shown).map { "- \($0.title)\n  \($0.text)" }
  }
}
