// Rules about what URLs answer.

extension Catalogue {
  static let statusRules: [Rule] = [
    Rule(
      "page-4xx", .error, .links, .targets,
      title: "Linked pages are gone",
      why: "Visitors who follow a link here see an error, and search engines drop the URL.",
      fix: "Change the links to a page that exists, or redirect the URL to its successor.",
      source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"
    ) { subject in
      subject.page.fetch.outcome == .clientError ? subject.statusEvidence : nil
    },
    Rule(
      "page-5xx", .error, .links, .targets,
      title: "Linked pages fail on the server",
      why: "The server broke down each time it was asked. Search engines slow down and drop such URLs.",
      fix: "Look into the server's error log at these URLs.",
      source: "https://developers.google.com/search/docs/crawling-indexing/http-network-errors"
    ) { subject in
      subject.page.fetch.outcome == .serverError ? subject.statusEvidence : nil
    },
  ]
}

extension Subject {
  /// The status, and who names the URL.
  fileprivate var statusEvidence: Rule.Evidence {
    let status = page.fetch.status.map { "status \($0)" } ?? "no usable answer"
    // A page that names the URL twice, by a link and as its canonical, is one page.
    var named: [Int] = []
    for referrer in page.referrers.prefix(10) where !named.contains(referrer.page) {
      named.append(referrer.page)
    }
    let urls = named.map { survey.pages[$0].address.href }
    guard page.referrerCount <= page.referrers.count else {
      return .init("\(status), named \(page.referrerCount) times", urls: urls)
    }
    return .init("\(status), named by \(named.count) \(named.count == 1 ? "page" : "pages")", urls: urls)
  }
}
