// The numbers that stand for words in the large tables; docs/database.md lists them. A number that has been stored
// never gets another meaning: new words get new numbers.

internal import Auditing

extension FetchOutcome {
  /// `pages.outcome`.
  var code: Int {
    switch self {
    case .ok: 0
    case .redirect: 1
    case .clientError: 2
    case .serverError: 3
    case .blocked: 4
    case .throttled: 5
    case .unreachable: 6
    case .refused: 7
    case .blockedByRobots: 8
    }
  }
}

extension Indexability {
  /// `pages.reason`.
  var code: Int {
    switch self {
    case .ok: 0
    case .robots: 1
    case .unreachable: 2
    case .throttled: 3
    case .blocked: 4
    case .redirect: 5
    case .clientError: 6
    case .serverError: 7
    case .nonHTML: 8
    case .noindex: 9
    case .canonicalised: 10
    case .metaRefresh: 11
    }
  }
}

extension Severity {
  /// `issues.severity` and `issue_summary.severity`.
  var code: Int {
    switch self {
    case .error: 1
    case .warning: 2
    case .notice: 3
    }
  }
}

extension Page.Reference {
  /// `links.kind`.
  var code: Int {
    switch self {
    case .link: 0
    case .redirect: 1
    case .refresh: 2
    case .canonical: 3
    case .hreflang: 4
    case .series: 5
    }
  }
}

extension Link {
  /// `links.flags`: 1 nofollow, and the place of the first link.
  var flags: Int {
    let place =
      switch place {
      case .content: 0
      case .navigation: 2
      case .header: 4
      case .footer: 8
      case .aside: 16
      }
    return place | (isNofollow ? 1 : 0)
  }
}

extension CheckedURL.Verdict {
  /// `external_urls.verdict`.
  var code: Int {
    switch self {
    case .unchecked: 0
    case .ok: 1
    case .broken: 2
    case .failing: 3
    case .unreachable: 4
    case .unverifiable: 5
    case .refused: 6
    }
  }
}

extension CheckedURL.Kind {
  /// `external_urls.kind`.
  var code: Int {
    switch self {
    case .link: 0
    case .image: 1
    case .script: 2
    case .stylesheet: 3
    }
  }
}

extension Site.Outcome {
  /// `crawl_jobs.outcome`.
  var stored: String {
    switch self {
    case .complete: "ok"
    case .pageLimit: "partial_limit"
    case .timeLimit: "partial_deadline"
    case .blocked: "blocked"
    case .throttled: "throttled"
    case .unreachable: "unreachable"
    case .robotsDisallowed: "robots_disallowed"
    case .robotsUnreachable: "robots_unreachable"
    case .offsiteRedirect: "offsite_redirect"
    }
  }
}
