// From an HTTP answer to what the audit knows of a page.

internal import Auditing
internal import HTML
internal import Transfer
internal import WebURL

/// An answer to the request for a page, read.
struct Answer: Sendable {
  var fetch: Fetch
  var facts: PageFacts?

  /// Reads a response.
  ///
  /// - Parameters:
  ///   - response: What the server sent.
  ///   - url: What was asked for.
  ///   - scope: What belongs to the site.
  init(_ response: Response, to url: URL, scope: Scope) {
    fetch = Fetch(outcome: FetchOutcome(response), status: response.status)
    fetch.wireBytes = Int(response.wireBytes)
    fetch.decodedBytes = Int(response.decodedBytes)
    fetch.isTruncated = response.isTruncated
    fetch.firstByteSeconds = response.timing.firstByte.inSeconds
    fetch.totalSeconds = response.timing.total.inSeconds
    if fetch.outcome == .redirect {
      fetch.location = response.headers["location"]
      fetch.target = fetch.location.flatMap { URL($0, base: url) }.flatMap {
        $0.isWeb ? PageAddress($0) : nil
      }
    }

    let type = MediaType(response.headers["content-type"] ?? "")
    fetch.mediaType = type.name.isEmpty ? nil : type.name
    // 204 and 205 have no content, whatever type they name (RFC 9110 15.3.5).
    guard fetch.outcome == .ok, response.status != 204, response.status != 205,
      type.isHTML || (type.name.isEmpty && response.body.startsLikeHTML)
    else { return }
    let document = Document(response.body, charset: type.charset)
    facts = PageFacts(document, at: url, headers: response.headers.map { ($0.name, $0.value) }, scope: scope)
  }

  /// Reads the failure of a request.
  init(_ error: TransferError) {
    fetch = Fetch(
      outcome: error.code == .refusedByPolicy || error.code == .invalidRequest ? .refused : .unreachable,
      reason: "\(error.code.rawValue): \(error.detail)")
  }
}

extension FetchOutcome {
  /// The outcome of an answer.
  init(_ response: Response) {
    self.init(status: response.status, hasRetryAfter: response.headers["retry-after"] != nil)
    // Throttled comes before blocked, whoever asks to wait.
    if self != .ok, self != .throttled, response.isChallenge { self = .blocked }
  }
}

extension Response {
  /// Whether a content delivery network asks the visitor to prove to be human.
  fileprivate var isChallenge: Bool {
    guard status == 403 || status == 503 else { return false }
    if headers["cf-mitigated"]?.lowercased() == "challenge" { return true }
    let server = headers["server"]?.lowercased() ?? ""
    guard server.contains("cloudflare") || server.contains("akamai"), body.count < 50_000 else {
      return false
    }
    let text = String(decoding: body, as: UTF8.self)
    return ["cf-chl", "challenge-platform", "Attention Required!", "Just a moment", "Access Denied"]
      .contains { text.contains($0) }
  }
}

extension [UInt8] {
  /// Whether a body without a media type is HTML: after byte order mark and white space it opens like it.
  fileprivate var startsLikeHTML: Bool {
    var rest = self[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let opening = String(decoding: rest.prefix(16), as: UTF8.self).lowercased()
    return ["<!doctype html", "<html", "<head", "<body", "<!--"].contains { opening.hasPrefix($0) }
  }
}
