// One URL under check, from the first request to the verdict. Pure: requests and answers come and go outside.
//
// 1. HEAD, for the body is of no interest.
// 2. GET where the server does not like HEAD; of the body nothing is read.
// 3. A redirect is followed, by HEAD again, as far as five hops.

internal import Auditing
internal import Transfer
internal import WebURL

/// The check of one URL.
struct Check {
  let address: PageAddress
  let kind: CheckedURL.Kind
  /// Whether it belongs to the site.
  let isInternal: Bool
  /// What to ask for next, and how.
  private(set) var url: URL
  private(set) var method = Method.head
  private(set) var verdict: CheckedURL.Verdict?
  private(set) var status: Int?
  private(set) var reason: String?
  private var hops = 0

  /// Browsers go on for longer; who needs so many hops hardly means to be found.
  static let mostHops = 5

  init(_ address: PageAddress, _ kind: CheckedURL.Kind, isInternal: Bool) {
    self.address = address
    self.kind = kind
    self.isInternal = isInternal
    url = address.url
  }

  /// The record of the check, as far as it has come.
  var record: CheckedURL {
    var record = CheckedURL(
      address: address, kind: kind, isInternal: isInternal, verdict: verdict ?? .unchecked)
    record.status = status
    record.reason = reason
    let last = PageAddress(url)
    if verdict != nil, verdict != .refused, last != address { record.final = last }
    return record
  }

  /// What to send.
  var request: Request {
    var request = Request(url, method: method, headers: [("Accept", "*/*")])
    request.limits.connect = .seconds(5)
    request.limits.total = .seconds(10)
    request.limits.decodedBytes = 4_096
    // No type is wanted: the transfer ends with the header.
    request.wantedTypes = []
    return request
  }

  /// Ends the check without an answer.
  mutating func end(_ verdict: CheckedURL.Verdict, _ reason: String) {
    (self.verdict, self.reason) = (verdict, reason)
  }

  /// Reads what came for ``request``: then there is a verdict, or something else to ask.
  mutating func read(_ result: Result<Response, TransferError>, egress: Egress) {
    switch result {
    case .success(let response):
      status = response.status
      if [301, 302, 303, 307, 308].contains(response.status) {
        follow(response.headers["location"], egress)
      } else if method == .head, response.status >= 400, FetchOutcome(response) != .throttled {
        method = .get
      } else {
        verdict = verdict(on: response)
      }
    case .failure(let error):
      if method == .head, error.code.mayBeAboutHead {
        method = .get
        return
      }
      status = nil
      let isRefused = error.code == .refusedByPolicy || error.code == .invalidRequest
      end(isRefused ? .refused : .unreachable, "\(error.code.rawValue): \(error.detail)")
    }
  }

  private mutating func follow(_ location: String?, _ egress: Egress) {
    guard let location, let target = URL(location, base: url)?.withoutFragment() else {
      return end(.broken, "a redirect without a target")
    }
    guard target.isWeb else { return end(.unverifiable, "it leads to \(target.scheme):") }
    // A cookie may end the circle, in a browser.
    guard hops < Self.mostHops else { return end(.unverifiable, "more than \(Self.mostHops) redirects") }
    do throws(CrawlError) {
      try CrawlTarget.check(target, named: target.href, egress: egress)
    } catch {
      return end(.refused, "it leads to \(target.hostname.prefix(253)): \(error.reason)")
    }
    hops += 1
    url = target
    method = .head
  }

  private func verdict(on response: Response) -> CheckedURL.Verdict {
    switch FetchOutcome(response) {
    case .ok: .ok
    case .throttled, .blocked, .redirect: .unverifiable
    // Of strangers, only what can mean nothing else: many answer programs with 400, 405 or 406.
    case .clientError: isInternal || [404, 410].contains(response.status) ? .broken : .unverifiable
    case .serverError: (500...599).contains(response.status) ? .failing : .unverifiable
    case .unreachable, .refused, .blockedByRobots: .unverifiable
    }
  }
}

extension TransferError.Code {
  /// Whether a server may fail so because it does not know HEAD.
  fileprivate var mayBeAboutHead: Bool {
    switch self {
    case .reset, .incomplete, .protocolError, .undecodable: true
    default: false
    }
  }
}
