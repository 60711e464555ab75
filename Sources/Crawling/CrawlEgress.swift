// Which addresses a crawl may connect, from the operator's setting.

internal import Transfer
internal import WebURL

/// The addresses that a crawl may connect: public ones, and what the operator allows.
public struct CrawlEgress: Sendable {
  let policy: Egress

  /// Reads `CRAWL_ALLOW_NETWORKS`.
  ///
  /// - Parameter setting: `ip:port` or CIDR entries between commas or spaces; nil allows public addresses only.
  /// - Throws: A sentence that names the entry that is neither.
  public init(allowing setting: String?) throws(CrawlSettingError) {
    do throws(EgressError) {
      policy = try setting.map(Egress.init(allowing:)) ?? .publicOnly
    } catch {
      throw CrawlSettingError(description: "\(error)")
    }
  }

  /// Reads `CRAWL_ALLOW_NETWORKS`, and has the crawl trust more certificates than the system's: for tests of TLS.
  ///
  /// - Parameters:
  ///   - setting: As above.
  ///   - authorities: A file of certificates.
  /// - Throws: As above.
  package init(allowing setting: String?, authorities: String?) throws(CrawlSettingError) {
    var policy = try CrawlEgress(allowing: setting).policy
    policy.authorities = authorities
    self.policy = policy
  }

  init(_ policy: Egress) {
    self.policy = policy
  }

  /// Whether the operator named the site's own address: then it is theirs to load as they like.
  ///
  /// - Parameter domain: A `website_domain`.
  /// - Returns: False for names, whose address nobody knows yet.
  public func isOwnSite(_ domain: String) -> Bool {
    guard let target = try? CrawlTarget(domain, egress: policy) else { return false }
    return target.candidates.contains { url in
      url.effectivePort.map { policy.explicitlyAllows(host: url.hostname, port: $0) } ?? false
    }
  }
}

/// A setting of the environment that cannot be used.
public struct CrawlSettingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One sentence.
  public var description: String
}
