// From what a customer typed to the URLs where a crawl may begin, or a refusal.

internal import Auditing
internal import Transfer
internal import WebURL

/// The site that a message names: `host`, `host:port`, or an http(s) URL.
struct CrawlTarget: Equatable {
  /// Where to begin: without a scheme https first, then http.
  let candidates: [URL]
  /// The same with `www.` before the name, or without it: many a name has an address in one form only.
  let twins: [URL]

  /// Reads a `website_domain`.
  ///
  /// - Parameters:
  ///   - text: What the message says.
  ///   - egress: The operator's allow list lifts the rules about literals, names and ports.
  /// - Throws: ``CrawlError``: `malformed` for what is no website's address, `refused` for one that policy forbids.
  init(_ text: String, egress: Egress) throws(CrawlError) {
    let name = String(text[...].trimmed)
    guard !name.isEmpty else { throw .malformed("", "it is empty") }
    guard name.utf8.count <= 2_083 else {
      throw .malformed("\(String.UnicodeScalarView(name.unicodeScalars.prefix(64)))…", "it is too long")
    }
    guard !name.contains(where: \.isWhitespace) else { throw .malformed(name, "it contains white space") }
    let texts = name.hasScheme ? [name] : ["https://\(name)", "http://\(name)"]
    var urls: [URL] = []
    var forbidden: CrawlError?
    for text in texts {
      guard let url = URL(text) else { throw .malformed(name, "it is no host name or URL") }
      do throws(CrawlError) {
        try Self.check(url, named: name, egress: egress)
        urls.append(url.withoutFragment())
      } catch {
        // An allow list may name one port of an address and not the other.
        forbidden = forbidden ?? error
      }
    }
    if urls.isEmpty, let forbidden { throw forbidden }
    candidates = urls
    twins = urls.compactMap { url in
      guard let twin = url.withTwin else { return nil }
      do throws(CrawlError) {
        try Self.check(twin, named: name, egress: egress)
        return twin
      } catch {
        return nil
      }
    }
  }

  /// Throws when a URL may not be asked for, whatever address its name has.
  static func check(_ url: URL, named name: String, egress: Egress) throws(CrawlError) {
    guard url.isWeb else {
      throw .malformed(name, "only http and https can be crawled")
    }
    guard url.username.isEmpty, url.password.isEmpty else {
      throw .malformed(name, "user name and password are not accepted")
    }
    guard url.hostname.utf8.count <= 253 else { throw .malformed(name, "the host name is too long") }
    let port = url.effectivePort ?? 443
    guard let host = url.host, !egress.explicitlyAllows(host: url.hostname, port: port) else { return }
    guard !host.isIPLiteral else { throw .refused(name, "it is an address, not a name") }
    // With an allow list the operator crawls inside; the socket still checks every address.
    guard egress.isPublicOnly else { return }
    guard !url.hostname.isSpecialName else { throw .refused(name, "\(url.hostname) is not a public name") }
    guard [80, 443, 8080, 8443].contains(port) else { throw .refused(name, "port \(port) is not crawled") }
  }
}

extension URL {
  /// The URL at the twin of its host; nil for an address, which has none.
  fileprivate var withTwin: URL? {
    guard let host, !host.isIPLiteral else { return nil }
    let tail = path + (query.map { "?\($0)" } ?? "")
    return URL("\(scheme)://\(Scope.twin(of: self))\(port.map { ":\($0)" } ?? "")\(tail)")
  }
}

extension String {
  /// Whether the text begins like a URL; a host with a path may hold another URL in its query.
  fileprivate var hasScheme: Bool {
    prefix { !"/?#".contains($0) }.last == ":" && contains("://")
  }

  /// Whether a host name cannot be a public website's: a single label, or a reserved domain
  /// (RFC 6761, RFC 6762, RFC 7686, RFC 8375).
  fileprivate var isSpecialName: Bool {
    let labels = split(separator: ".")
    guard labels.count > 1, let last = labels.last else { return true }
    if labels.suffix(2) == ["home", "arpa"] { return true }
    return ["local", "internal", "localhost", "arpa", "onion", "test", "invalid", "example"].contains(last)
  }
}
