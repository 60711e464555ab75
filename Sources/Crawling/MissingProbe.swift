// What a site says to a page that cannot exist. A site that says "here it is" has as many pages as one asks for.

internal import Auditing
internal import WebURL

/// The request for a page with an accidental name, without I/O.
struct MissingProbe {
  /// How far it is.
  private enum State { case before, underWay, done }

  /// Sixteen hexadecimal digits.
  var name: String
  private var state = State.before
  private var url: URL?
  private var hops = 0
  private var status: Int?
  private var sketch: TextSketch?

  init(name: String = Self.randomName()) {
    self.name = name
  }

  /// What came of it; nil when nobody asked, or the crawl ended before the answer.
  var result: Site.MissingPage? {
    guard state == .done, let url else { return nil }
    return Site.MissingPage(url: url.href, status: status, isPage: sketch != nil)
  }

  var isUnderWay: Bool { state == .underWay }

  /// Whether the site answered with a page, and this one says the same.
  func isAnswered(likeAPage facts: PageFacts) -> Bool {
    guard let sketch, let other = facts.sketch else { return false }
    return sketch.saysTheSame(as: other)
  }

  private static func randomName() -> String {
    let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  // MARK: - Events

  /// Gives what to ask for, once.
  mutating func begin(at start: URL) -> URL? {
    guard state == .before else { return nil }
    state = .done
    return URL("/devseo-check-\(name)", base: start)
  }

  /// Notes that the URL is asked for.
  mutating func ask(for url: URL) {
    self.url = url
    state = .underWay
  }

  /// Whether a redirect may be followed.
  mutating func follow() -> Bool {
    hops += 1
    return hops <= RedirectChain.longest
  }

  /// Notes the last answer; facts are there when it is an HTML page with a status of success.
  mutating func end(status: Int?, _ facts: PageFacts? = nil) {
    self.status = status
    sketch = facts.map { $0.sketch ?? TextSketch() }
    state = .done
  }
}
