// One crawl as rows of a mail, and as lines of its plain part: the same words in both.

import Markup

extension CrawlNews {
  /// The rows.
  ///
  /// - Parameter shown: How many changes and fixes are named.
  /// - Returns: Rows of ``MailFrame``.
  func rows(shown: Int = 3) -> [HTMLText] {
    var rows = [head]
    rows.append(MailFrame.row("<p style=\"margin:0\">\(sentence)\(reasonHTML)</p>"))
    if isRead { rows.append(counts) }
    if newErrors != nil {
      rows.append(MailFrame.heading("What changed"))
      rows.append(list(newIssues, "new", of: newErrors ?? 0, colour: "bad", shown))
      rows.append(list(fixedIssues, "fixed", of: fixed ?? 0, colour: "good", shown))
    }
    if !fixes.isEmpty {
      rows.append(MailFrame.heading("Fix first"))
      rows += fixes.prefix(shown).map(row)
    }
    rows += adviceRows(shown)
    rows.append(MailFrame.button(isRead ? "See the whole report" : "See the details", reportURL))
    return rows
  }

  private var reasonHTML: HTMLText {
    guard let reason, !reason.isEmpty else { return "" }
    return "<br><span class=\"quiet\" style=\"color:#5b6472;font-size:14px\">\(reason)</span>"
  }

  private var head: HTMLText {
    let change: HTMLText =
      self.change.map {
        "<div class=\"\($0.hasPrefix("-") ? "bad" : "good")\" style=\"padding-top:4px;font-size:15px;font-weight:600;color:\($0.hasPrefix("-") ? "#b3261e" : "#1a7f37")\">\($0) since last time</div>"
      } ?? ""
    let name: HTMLText =
      "<h1 style=\"margin:0;font-size:22px;line-height:28px;font-weight:700;word-break:break-word\">\(breakable(domain))</h1>"
    guard let score else { return MailFrame.row(name, top: 24, bottom: 8) }
    let colour = score >= 80 ? "#1a7f37" : score >= 50 ? "#9a6700" : "#b3261e"
    return MailFrame.row(
      """
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
      <td class="words" valign="middle" style="\(MailFrame.font);color:#1a1f2b;word-break:break-word;overflow-wrap:anywhere;padding-right:16px">\(name)\(change)</td>
      <td width="92" align="right" valign="middle"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
      <td bgcolor="\(colour)" align="center" width="84" style="border-radius:8px;padding:8px 4px;\(MailFrame.font);color:#ffffff">
      <span style="font-size:32px;line-height:36px;font-weight:700">\(score)</span><br><span style="font-size:13px;line-height:18px">\(grade.map { "grade \($0)" } ?? "of 100")</span></td>
      </tr></table></td></tr></table>
      """, top: 24, bottom: 16)
  }

  /// A name that may be broken behind its points, so that narrow screens do not break it anywhere.
  private func breakable(_ name: String) -> HTMLText {
    var html = HTMLText()
    for (position, label) in name.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
      html += position == 0 ? "\(String(label))" : ".<wbr>\(String(label))"
    }
    return html
  }

  private var counts: HTMLText {
    func cell(_ number: Int, _ noun: String, _ name: String, _ colour: String) -> HTMLText {
      // None is no alarm.
      let (name, colour) = number == 0 ? ("quiet", "#5b6472") : (name, colour)
      return """
        <td class="words" width="33%" align="center" style="\(MailFrame.font);color:#1a1f2b;padding:8px 0"><span class="\(name)" style="font-size:22px;line-height:28px;font-weight:700;color:\(colour)">\(number)</span><br><span class="quiet" style="font-size:14px;color:#5b6472">\(noun)\(number == 1 ? "" : "s")</span></td>
        """
    }
    return MailFrame.row(
      """
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
      \(cell(errors, "error", "bad", "#b3261e"))
      \(cell(warnings, "warning", "poor", "#9a6700"))
      \(cell(notices, "notice", "words", "#1a1f2b"))
      </tr></table>
      """)
  }

  private func list(_ changes: [Change], _ word: String, of total: Int, colour: String, _ shown: Int)
    -> HTMLText
  {
    let items = changes.prefix(shown).map { change -> HTMLText in
      "<br>\(change.count) × \(change.title)"
    }
    let more = changes.count > shown ? "<br>and \(changes.count - shown) more" as HTMLText : ""
    let what = word == "new" ? Self.count(total, "new error") : "\(total) fixed"
    let (name, shade) =
      total == 0 ? ("quiet", "#5b6472") : (colour, colour == "bad" ? "#b3261e" : "#1a7f37")
    return MailFrame.row(
      "<span class=\"\(name)\" style=\"font-weight:600;color:\(shade)\">\(what)</span>\(items)\(more)",
      bottom: 8)
  }

  private func row(_ fix: Fix) -> HTMLText {
    MailFrame.row(
      """
      <b>\(fix.title)</b><br><span class="quiet" style="font-size:14px;color:#5b6472">\(Self.count(fix.affected, "page")), \(gain(fix))</span><br>\(fix.advice)
      """, bottom: 12)
  }

  private func gain(_ fix: Fix) -> String {
    let tenths = fix.gain.isFinite ? Int((min(max(fix.gain, 0), 100) * 10).rounded()) : 0
    return tenths == 0 ? "less than 0.1 points" : "+\(tenths / 10).\(tenths % 10) points"
  }

  /// The lines of the plain part.
  func lines(shown: Int = 3) -> [String] {
    var lines = ["\(domain): \(verdict)" + (grade.map { ", grade \($0)" } ?? ""), sentence]
    if let reason, !reason.isEmpty { lines.append(reason) }
    if isRead {
      lines.append(
        [Self.count(errors, "error"), Self.count(warnings, "warning"), Self.count(notices, "notice")]
          .joined(separator: ", "))
    }
    if let newErrors, let fixed {
      lines += ["", "What changed: \(Self.count(newErrors, "new error")), \(fixed) fixed"]
      lines += newIssues.prefix(shown).map { "- new: \($0.count) x \($0.title)" }
      lines += fixedIssues.prefix(shown).map { "- fixed: \($0.count) x \($0.title)" }
    }
    if !fixes.isEmpty {
      lines += ["", "Fix first:"]
      lines += fixes.prefix(shown).map { fix in
        "- \(fix.title) (\(Self.count(fix.affected, "page")), \(gain(fix)))\n  \(fix.advice)"
      }
    }
    lines += adviceLines(shown)
    if let reportURL { lines += ["", "\(isRead ? "The whole report" : "The details"): \(reportURL)"] }
    return lines
  }
}
