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
    fetch.validators = .init(etag: response.headers["etag"], lastModified: response.headers["last-modified"])
    fetch.httpVersion = response.httpVersionNumber
    if fetch.outcome == .blocked, Challenge(response) != nil { fetch.reason = Challenge.reason }
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
    let facts = PageFacts(
      document, at: url, headers: response.headers.map { ($0.name, $0.value) }, scope: scope)
    if Challenge.isDisguised(response, facts) {
      (fetch.outcome, fetch.reason) = (.blocked, Challenge.reason)
    } else {
      self.facts = facts
    }
  }

  /// Reads the failure of a request.
  init(_ error: TransferError) {
    fetch = Fetch(
      outcome: error.code == .refusedByPolicy || error.code == .invalidRequest ? .refused : .unreachable,
      reason: "\(error.code.rawValue): \(error.detail)")
    fetch.failure = Fetch.Failure(error.code)
  }
}

extension Response {
  /// The version of HTTP as ``Fetch`` has it.
  var httpVersionNumber: Int? { ["1.0": 10, "1.1": 11, "2": 20, "3": 30][httpVersion] }
}

extension FetchOutcome {
  /// The outcome of an answer.
  init(_ response: Response) {
    self.init(status: response.status, hasRetryAfter: response.headers["retry-after"] != nil)
    // Throttled comes before blocked, whoever asks to wait.
    if self != .throttled, Challenge(response) != nil { self = .blocked }
  }
}

extension [UInt8] {
  /// Whether a body without a media type is HTML: after byte order mark and white space it opens like it.
  var startsLikeHTML: Bool {
    var rest = self[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let opening = String(decoding: rest.prefix(16), as: UTF8.self).lowercased()
    return ["<!doctype html", "<html", "<head", "<body", "<!--"].contains { opening.hasPrefix($0) }
  }
}

extension Fetch.Failure {
  /// At what a transfer failed; nil when nothing was sent, or for reasons of our own.
  init?(_ code: TransferError.Code) {
    switch code {
    case .dns: self = .dns
    case .connectRefused, .connectFailed, .connectTimedOut: self = .connect
    case .tls: self = .tls
    case .reset, .incomplete: self = .reset
    case .timedOut: self = .timeout
    case .headersTooLarge: self = .headers
    case .undecodable, .ratioExceeded: self = .decode
    case .protocolError: self = .protocol
    case .invalidRequest, .refusedByPolicy, .cancelled, .failed: return nil
    }
  }
}
