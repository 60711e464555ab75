// Asks for the robots.txt of a URL, as a crawl does, for whoever wants to know what it says.

internal import Auditing
internal import Transfer
public import WebURL

/// Reads robots.txt files, each origin's once.
public final class RobotsLookup {
  /// What is known of the file of an origin.
  public struct Answer {
    /// Where the file is looked for.
    public var url: String
    /// Where it was found; another URL when redirects were followed.
    public var final: String
    /// The HTTP status; nil without an answer.
    public var status: Int?
    /// Why there is no answer.
    public var reason: String?
    /// Whether it is HTML, and so most likely no robots.txt.
    public var isHTML: Bool
    /// How many of its lines have a fault.
    public var faults: Int
    /// The rules; everything is forbidden where the file cannot be had.
    public var rules: Robots
  }

  private let egress: Egress
  private let policy: CrawlPolicy
  private let transfers: Transfers
  private var files = RobotsFiles()
  private var numbers: [String: Int] = [:]

  /// Prepares the look; nothing is sent yet.
  ///
  /// - Parameters:
  ///   - policy: Our name, and how often to ask again.
  ///   - egress: Which addresses may be connected.
  public init(policy: CrawlPolicy, egress: CrawlEgress) {
    self.policy = policy
    self.egress = egress.policy
    transfers = Transfers(profile: .untrusted(egress.policy), userAgent: policy.userAgent)
  }

  /// Reads the file that speaks for a URL.
  ///
  /// - Parameter url: An http or https URL.
  /// - Returns: What is known of the file.
  /// - Throws: ``CrawlError`` for a URL that is none of a website, or that policy forbids to ask.
  public func answer(for url: URL) throws(CrawlError) -> Answer {
    try CrawlTarget.check(url, named: url.href, egress: egress)
    let file: Int
    if let known = numbers[url.origin] {
      file = known
    } else {
      guard let new = files.open(url) else { throw .malformed(url.href, "it has no robots.txt") }
      file = new
      numbers[url.origin] = file
      fetch(file)
    }
    let record = files.records[file]
    return Answer(
      url: record.url, final: files.url(of: file).href, status: record.status, reason: record.reason,
      isHTML: record.isHTML, faults: record.faultCount, rules: rules(of: url))
  }

  private func rules(of url: URL) -> Robots {
    switch files.verdict(for: url) {
    case .rules(let rules): rules
    case .pending, .unreachable, .failing, nil: .forbiddingAll
    }
  }

  private func fetch(_ file: Int) {
    while true {
      let result = transfers.send(RobotsFiles.request(for: files.url(of: file)))
      guard case .ask(let wait) = files.read(result, of: file, policy: policy, egress: egress) else { return }
      if wait > .zero { _ = transfers.wait(upTo: wait) }
    }
  }
}
