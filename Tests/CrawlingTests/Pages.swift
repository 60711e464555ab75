// Pages of test sites.

import Fixtures

extension LoopbackServer.Answer {
  /// A page with links, given as they stand in `href`.
  static func page(_ links: String..., head: String = "", headers: [(String, String)] = []) -> Self {
    page(links: links, head: head, headers: headers)
  }

  /// A page with links.
  static func page(links: [String], head: String = "", headers: [(String, String)] = []) -> Self {
    let anchors = links.map { "<a href=\"\($0)\">\($0)</a>\n" }.joined()
    return .html(
      "<!doctype html><html lang=en><head><title>A page</title>\(head)</head><body>\(anchors)</body></html>",
      headers: headers)
  }
}
