// Which URLs belong to the site.

public import WebURL

/// The site that a crawl stays within: the start URL's host or its `www.` twin, on its port.
public struct Scope: Hashable, Sendable {
  private let host: String
  private let twin: String
  private let port: UInt16?

  /// Makes the scope of a start URL.
  public init(start: URL) {
    host = start.hostname
    twin = Self.twin(of: start)
    port = start.effectivePort
  }

  /// The name that a URL's host has with `www.`, or without if it has it.
  public static func twin(of url: URL) -> String {
    let host = url.hostname
    // `www.com` is a name that somebody registered; its twin is `www.www.com`.
    let isTwin = host.hasPrefix("www.") && url.host?.registrableDomain != host
    return isTwin ? String(host.dropFirst(4)) : "www.\(host)"
  }

  /// Tells whether a URL is internal: http or https, one of the two hosts, the default port or the start's.
  ///
  /// - Parameter url: An absolute URL.
  /// - Returns: False for every other scheme, host or port.
  public func contains(_ url: URL) -> Bool {
    guard url.isWeb else { return false }
    guard url.port == nil || url.effectivePort == port else { return false }
    let name = url.hostname
    return name == host || name == twin
  }
}
