// What is checked about a request before libcurl sees it: that two parsers read one host in the URL, that the
// profile sends such a request at all, and that no field of it could end a line.

import CCurl
import WebURL

/// Where a request goes, as both parsers agreed.
struct Target: Sendable, Hashable {
  let scheme: String
  /// IPv6 in brackets.
  let host: String
  let port: UInt16

  var description: String { "\(host):\(port)" }

  /// Whether the host is this machine by its own writing; a name other than localhost never is.
  var isLoopback: Bool { Self.isLoopback(host: host) }

  /// The same of a host alone.
  static func isLoopback(host: String) -> Bool {
    if host == "localhost" { return true }
    let literal = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    return SocketAddress(literal, port: 0)?.isLoopback ?? false
  }

  init(_ request: Request, profile: Profile, userAgent: String = "") throws(TransferError) {
    let url = request.url
    func refusal(_ detail: String) -> TransferError {
      TransferError(
        .invalidRequest, target: url.hostname.isEmpty ? url.scheme + ":" : url.hostname, detail: detail)
    }
    guard url.isWeb, let port = url.effectivePort else {
      throw refusal("\(url.scheme) is neither http nor https")
    }
    guard port > 0 else { throw refusal("0 is no port to connect to") }
    scheme = url.scheme
    host = url.hostname
    self.port = port
    let reading = CurlReading(url.href)
    guard let reading else { throw refusal("libcurl cannot read the URL, or it has a user name in it") }
    guard reading.scheme == scheme, reading.host == host, reading.port == String(port) else {
      throw refusal("libcurl reads \(reading.scheme)://\(reading.host):\(reading.port) in the URL")
    }
    if case .configured = profile, scheme == "http", !isLoopback {
      throw refusal("https is required unless the host is this machine")
    }
    guard request.headers.allSatisfy({ isToken($0.0) && isLine($0.1) }),
      isLine(request.userAgent ?? userAgent)
    else {
      throw refusal("a header field holds a character that could end it")
    }
  }
}

/// A URL in libcurl's reading; credentials are refused, which no request of this project has in its URL.
private struct CurlReading {
  let scheme: String
  let host: String
  let port: String

  init?(_ href: String) {
    guard !href.utf8.contains(0), let parts = curl_url() else { return nil }
    defer { curl_url_cleanup(parts) }
    let flags = UInt32(CURLU_PATH_AS_IS | CURLU_DISALLOW_USER)
    guard curl_url_set(parts, CURLUPART_URL, href, flags) == CURLUE_OK,
      let scheme = part(parts, CURLUPART_SCHEME), let host = part(parts, CURLUPART_HOST),
      let port = part(parts, CURLUPART_PORT)
    else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port
  }
}

private func part(_ url: OpaquePointer, _ part: CURLUPart) -> String? {
  var text: UnsafeMutablePointer<CChar>?
  guard curl_url_get(url, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
  defer { curl_free(text) }
  return String(cString: text)
}

/// A field name: RFC 9110, 5.6.2.
private func isToken(_ name: String) -> Bool {
  !name.isEmpty
    && name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
      }
    }
}

/// A field value: no control character but the tab.
private func isLine(_ value: String) -> Bool {
  value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == UInt8(ascii: "\t") }
}
