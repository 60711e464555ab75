// The robots.txt of each origin of the site (scheme, host, port: RFC 9309 2.3), read before anything else.

internal import Auditing
internal import Transfer
internal import WebURL

/// What is known of the robots.txt files of a crawl.
///
/// No I/O: it says what to request, and reads answers.
struct RobotsFiles {
  /// Whether an origin's URLs may be asked for.
  enum Verdict {
    /// The file was read, or there is none.
    case rules(Robots)
    /// The file is not there yet.
    case pending
    /// There is no answer: nothing there can be asked for.
    case unreachable(TransferError)
    /// The server failed, which forbids everything.
    case failing
  }

  private struct File {
    var record: Site.RobotsFile
    /// Where the file lies; redirects may have led elsewhere by now.
    let home: URL
    var url: URL
    var hops = 0
    var tries = 0
    var verdict = Verdict.pending
  }

  private var files: [File] = []
  private var positions: [String: Int] = [:]

  /// How many `Sitemap` lines of a file are told.
  private static let longestList = 1_000

  /// At least five redirects are followed (RFC 9309 2.3.1.2).
  private static let longestChain = 5

  /// What was read, in the order of reading.
  var records: [Site.RobotsFile] { files.map(\.record) }

  /// What was read of a site's own files, in the order of reading; sitemaps may lie on other hosts.
  func records(of scope: Scope?) -> [Site.RobotsFile] { files(of: scope).map(\.record) }

  /// The values of the sitemap lines of a site's own files.
  func sitemaps(of scope: Scope) -> [String] {
    files(of: scope).flatMap { file -> [String] in
      guard case .rules(let rules) = file.verdict else { return [] }
      return rules.sitemaps
    }
  }

  private func files(of scope: Scope?) -> [File] {
    guard let scope else { return files }
    return files.filter { URL($0.record.url).map(scope.contains) ?? false }
  }

  /// The verdict on a URL's origin; nil when its file was never asked for.
  func verdict(for url: URL) -> Verdict? {
    positions[url.origin].map { files[$0].verdict }
  }

  /// Notes that the file of a URL's origin is asked for.
  ///
  /// - Returns: Its number, for ``url(of:)`` and ``read(_:of:policy:egress:)``; nil for an impossible URL.
  mutating func open(_ url: URL) -> Int? {
    guard let robots = URL("/robots.txt", base: url) else { return nil }
    positions[url.origin] = files.count
    files.append(File(record: .init(url: robots.href, status: nil, reason: nil), home: robots, url: robots))
    return files.count - 1
  }

  /// What to request for a file.
  func url(of file: Int) -> URL { files[file].url }

  /// What is sent for a file.
  static func request(for url: URL) -> Request {
    var request = Request(url, headers: [("Accept", "text/plain,*/*;q=0.5")])
    // What Google reads; the rest is known to be there.
    request.limits.decodedBytes = 512_000
    return request
  }

  /// Where a file lies: its rules are those of that origin.
  func home(of file: Int) -> URL { files[file].home }

  /// Gives a file up, as one whose server keeps failing.
  ///
  /// - Parameter id: The number of its transfer.
  /// - Returns: False when that is none of a file.
  mutating func giveUp(_ id: Int) -> Bool {
    guard let file = files.indices.first(where: { Crawl.id(ofFile: $0) == id }) else { return false }
    files[file].verdict = .failing
    return true
  }

  /// What is to be done about a file after an answer.
  enum Step {
    /// Nothing: the verdict stands.
    case done
    /// Ask again, now or later, at ``url(of:)``.
    case ask(after: Duration)
  }

  /// Reads an answer.
  ///
  /// - Parameters:
  ///   - result: What came.
  ///   - file: The file's number.
  ///   - policy: How often to ask again.
  ///   - egress: Where a redirect may lead.
  /// - Returns: Whether to ask again.
  mutating func read(
    _ result: Result<Response, TransferError>, of file: Int, policy: CrawlPolicy, egress: Egress
  ) -> Step {
    switch result {
    case .failure(let error):
      files[file].record.reason = error.description
      return again(file, policy.unreachableRetries, isFinal: error.code.isFinal)
        ?? finish(file, .unreachable(error))
    case .success(let response):
      files[file].record.status = response.status
      files[file].record.reason = nil
      if let robots = Robots(status: response.status, body: response.body) {
        // Google reads 429 as a failing server, like 5xx.
        let isFailing = response.status >= 500 || response.status == 429
        guard isFailing else {
          if response.status < 300 { describe(file, robots, response) }
          files[file].record.crawlDelaySeconds = robots.crawlDelay(for: policy.robotsToken)
          return finish(file, .rules(robots))
        }
        return again(file, policy.serverErrorRetries, isFinal: false) ?? finish(file, .failing)
      }
      return follow(response.headers["location"], file, egress)
    }
  }

  /// Notes what the audit wants to know of a file.
  private mutating func describe(_ file: Int, _ robots: Robots, _ response: Response) {
    files[file].record.isHTML = response.body.startsLikeHTML
    files[file].record.isTruncated = response.isTruncated
    files[file].record.sitemaps = Array(robots.sitemaps.prefix(Self.longestList))
    files[file].record.faults = robots.faults
    files[file].record.faultCount = robots.faultCount
  }

  private mutating func again(_ file: Int, _ waits: [Duration], isFinal: Bool) -> Step? {
    guard !isFinal, files[file].tries < waits.count else { return nil }
    defer { files[file].tries += 1 }
    return .ask(after: waits[files[file].tries])
  }

  private mutating func follow(_ location: String?, _ file: Int, _ egress: Egress) -> Step {
    guard files[file].hops < Self.longestChain, let location,
      let target = URL(location, base: files[file].url), target.isWeb
    else { return finish(file, .rules(.allowingAll)) }
    do throws(CrawlError) {
      try CrawlTarget.check(target, named: target.href, egress: egress)
    } catch {
      files[file].record.reason = "\(error)"
      return finish(
        file, .unreachable(TransferError(.refusedByPolicy, target: target.hostname, detail: error.reason)))
    }
    files[file].hops += 1
    files[file].url = target
    return .ask(after: .zero)
  }

  private mutating func finish(_ file: Int, _ verdict: Verdict) -> Step {
    files[file].verdict = verdict
    return .done
  }
}

extension TransferError.Code {
  /// Whether the same request would fail again, however long one waits.
  fileprivate var isFinal: Bool {
    switch self {
    case .refusedByPolicy, .invalidRequest, .tls, .connectRefused: true
    default: false
    }
  }
}
