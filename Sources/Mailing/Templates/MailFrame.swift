// The frame of every mail: one column of tables, styles in place, colours for light and dark, links at the end. Mail
// programs take out style sheets, so each element has its own; what they leave in serves the dark.

import Markup

/// The parts that mails are made of.
enum MailFrame {
  static let font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

  /// A whole document.
  ///
  /// - Parameters:
  ///   - title: The document's title.
  ///   - preview: What mail programs show beside the subject.
  ///   - rows: Rows of the one column.
  ///   - links: For the end.
  /// - Returns: The document.
  static func document(_ title: String, preview: String, rows: [HTMLText], links: MailLinks) -> HTMLText {
    """
    <!doctype html>
    <html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
    <title>\(title)</title><style>
    :root{color-scheme:light dark}
    @media (prefers-color-scheme:dark){.page{background:#0f1216!important}.card{background:#1b2027!important}
    .words,.words a{color:#e8eaed!important}.quiet,.quiet a{color:#a9b1bc!important}.line{border-color:#39414b!important}
    .good{color:#56d364!important}.poor{color:#e3b341!important}.bad{color:#ff7b72!important}}
    </style></head>
    <body class="page" style="margin:0;padding:0;background:#f3f4f6">
    <div style="display:none;max-height:0;overflow:hidden">\(preview)</div>
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background:#f3f4f6"><tr>
    <td align="center" style="padding:16px 8px">
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="card" style="max-width:600px;background:#ffffff;border-radius:8px">
    \(rows)
    </table>
    \(footer(links))
    </td></tr></table></body></html>

    """
  }

  /// A row with something in it.
  static func row(_ content: HTMLText, top: Int = 0, bottom: Int = 16) -> HTMLText {
    """
    <tr><td class="words" style="\(font);font-size:16px;line-height:24px;color:#1a1f2b;word-break:break-word;overflow-wrap:anywhere;padding:\(top)px 24px \(bottom)px 24px">\(content)</td></tr>

    """
  }

  /// A row that sets apart what follows.
  static let divider: HTMLText = """
    <tr><td style="padding:8px 24px 16px 24px"><div class="line" style="border-top:1px solid #d9dde3;font-size:1px;line-height:1px">&nbsp;</div></td></tr>

    """

  /// A heading within the column.
  static func heading(_ text: String) -> HTMLText {
    row(
      "<h2 style=\"margin:0;font-size:17px;line-height:24px;font-weight:600\">\(text)</h2>", top: 8, bottom: 8
    )
  }

  /// A link that looks like a button; nothing without a URL.
  static func button(_ text: String, _ url: String?) -> HTMLText {
    guard let url else { return "" }
    return row(
      """
      <table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#0b57d0" style="border-radius:6px">
      <a href="\(href: url)" style="display:inline-block;padding:12px 20px;\(font);font-size:16px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none">\(text)</a></td></tr></table>
      """, top: 8, bottom: 24)
  }

  private static func footer(_ links: MailLinks) -> HTMLText {
    let known: [(String, String?)] = [
      ("Open DevSEO", links.app), ("Choose what we send", links.settings), ("Unsubscribe", links.unsubscribe),
    ]
    let shown = known.compactMap { text, url -> HTMLText? in
      url.map { "<a href=\"\(href: $0)\" style=\"color:#5b6472;text-decoration:underline\">\(text)</a>" }
    }
    var line = HTMLText()
    for (position, link) in shown.enumerated() { line += position == 0 ? link : " &nbsp; " + link }
    return """
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr>
      <td class="quiet" align="center" style="\(font);font-size:13px;line-height:20px;color:#5b6472;padding:16px 24px">
      You get this mail because DevSEO watches your sites.<br>\(line)</td></tr></table>
      """
  }

  /// The same end in plain text.
  static func end(_ links: MailLinks) -> String {
    var lines = ["-- ", "You get this mail because DevSEO watches your sites."]
    if let url = links.app { lines.append("Open DevSEO: \(url)") }
    if let url = links.settings { lines.append("Choose what we send: \(url)") }
    if let url = links.unsubscribe { lines.append("Unsubscribe: \(url)") }
    return lines.joined(separator: "\n") + "\n"
  }
}
