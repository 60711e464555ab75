// The sitemaps of a site: those that robots.txt names, those that they name, or else those that lie where sitemaps
// usually do. Files are asked for two at a time, and what they list goes on in the order of the files, so that the
// same site always gives the same.

internal import Auditing
internal import Transfer
internal import WebURL

/// What is known of the sitemaps of a crawl.
///
/// No I/O: it says what to request, and takes what was read.
struct SitemapFiles {
  /// How far the sitemaps are.
  enum Progress {
    /// Nobody knows yet which there are.
    case unknown
    /// Some are still to be read.
    case reading
    /// There is nothing left to read.
    case done
  }

  private enum State {
    case waiting, underWay, settled
  }

  private struct File {
    var record: SitemapFile
    var url: URL
    /// 1 for what no other sitemap names.
    var level: Int
    var state = State.waiting
    var hops = 0
    var tries = 0
    var content: SitemapContent?
  }

  private var files: [File] = []
  /// How many files, from the first on, have given what they list.
  private var committed = 0
  private var visited: Set<String> = []
  private var scope: Scope?
  private var listing: [PageAddress] = []
  private var listed = 0

  /// How many files are under way at most; each may take 50 MiB.
  private static let window = 2
  /// How many redirects are followed.
  private static let longestChain = 5
  /// How many sitemaps one crawl reads.
  static let fileLimit = 200
  /// How deep an index may nest, itself included.
  static let levelLimit = 3
  /// How many URLs of sitemaps one crawl takes.
  static let urlLimit = 200_000

  /// How far it is.
  var progress: Progress {
    if scope == nil { .unknown } else { committed < files.count ? .reading : .done }
  }

  /// What was asked for, in order.
  var records: [SitemapFile] { files.filter { $0.state != .waiting || $0.hops > 0 }.map(\.record) }

  /// Begins.
  ///
  /// - Parameters:
  ///   - declared: The values of the `Sitemap` lines of robots.txt.
  ///   - start: Where the site begins; there sitemaps are looked for when none is declared.
  ///   - scope: What belongs to the site.
  ///   - egress: Where files may lie.
  mutating func begin(_ declared: [String], start: URL, scope: Scope, egress: Egress) {
    self.scope = scope
    for text in declared {
      if let url = URL(text), url.isWeb { add(url, .robots, level: 1, egress) }
    }
    if files.isEmpty, let url = URL("/sitemap.xml", base: start) { add(url, .guess, level: 1, egress) }
  }

  private mutating func add(_ url: URL, _ source: SitemapFile.Source, level: Int, _ egress: Egress) {
    let url = url.withoutFragment()
    guard files.count < Self.fileLimit, visited.insert(url.href).inserted else { return }
    var file = File(record: SitemapFile(url: url.href, source: source), url: url, level: level)
    if let reason = Self.refusal(of: url, egress) {
      file.record.reason = reason
      file.state = .settled
    }
    files.append(file)
  }

  /// Why a URL may not be asked for.
  private static func refusal(of url: URL, _ egress: Egress) -> String? {
    do throws(CrawlError) {
      try CrawlTarget.check(url, named: url.href, egress: egress)
      return nil
    } catch {
      return error.reason
    }
  }

  // MARK: - Requests

  /// The next file to ask for; nil: none, or an answer has to come first.
  var next: Int? {
    (committed..<min(committed + Self.window, files.count)).first { files[$0].state == .waiting }
  }

  /// What to request for a file.
  func url(of file: Int) -> URL { files[file].url }

  /// Notes that the file is asked for.
  mutating func take(_ file: Int) { files[file].state = .underWay }

  /// Notes that a file may not be asked for.
  mutating func refuse(_ file: Int, because reason: String) {
    files[file].record.reason = reason
    files[file].state = .settled
  }

  /// What is to be done about a file after an answer.
  enum Step {
    /// Nothing; if it is to be asked for elsewhere, ``next`` says so.
    case done
    /// Ask again at the same place, later.
    case ask(after: Duration)
    /// Read the body, and hand the content to ``settle(_:with:egress:)``.
    case read(Response)
  }

  /// Takes an answer.
  mutating func receive(
    _ result: Result<Response, TransferError>, of file: Int, policy: CrawlPolicy, egress: Egress
  ) -> Step {
    files[file].record.reason = nil
    files[file].record.status = nil
    switch result {
    case .failure(let error):
      files[file].record.reason = error.description
      return again(file, error.code.isWorthAnotherTry ? policy.unreachableRetries : []) ?? give(up: file)
    case .success(let response):
      files[file].record.status = response.status
      switch response.status {
      case 200...299: return .read(response)
      case 300...399: return follow(response.headers["location"], file, egress)
      case 429, 500...: return again(file, policy.serverErrorRetries) ?? give(up: file)
      default: return give(up: file)
      }
    }
  }

  private mutating func again(_ file: Int, _ waits: [Duration]) -> Step? {
    guard files[file].tries < waits.count else { return nil }
    defer { files[file].tries += 1 }
    return .ask(after: waits[files[file].tries])
  }

  private mutating func give(up file: Int) -> Step {
    files[file].state = .settled
    return .done
  }

  private mutating func follow(_ location: String?, _ file: Int, _ egress: Egress) -> Step {
    guard files[file].hops < Self.longestChain else {
      files[file].record.reason = "more than \(Self.longestChain) redirects"
      return give(up: file)
    }
    guard let target = location.flatMap({ URL($0, base: files[file].url) }), target.isWeb else {
      files[file].record.reason = "a redirect to nowhere"
      return give(up: file)
    }
    if let reason = Self.refusal(of: target, egress) {
      files[file].record.reason = reason
      return give(up: file)
    }
    files[file].hops += 1
    files[file].url = target.withoutFragment()
    files[file].state = .waiting
    visited.insert(files[file].url.href)
    return .done
  }

  // MARK: - Contents

  /// Takes the content of a file.
  mutating func settle(_ file: Int, with content: SitemapContent) {
    files[file].content = content
    files[file].record.format = content.format
    files[file].record.entries = content.count
    files[file].record.faults = content.faults
    files[file].record.isWhole = content.isWhole
    files[file].state = .settled
  }

  /// Goes through what was read, in the order of the files.
  ///
  /// - Returns: The URLs of the site that were listed and not given before, alternates behind what they belong to.
  mutating func commit(egress: Egress) -> [PageAddress] {
    while committed < files.count, files[committed].state == .settled {
      let file = files[committed]
      files[committed].content = nil
      committed += 1
      if let content = file.content, content.format != nil {
        if content.format == .index { open(content, of: file, egress) } else { list(content) }
      } else if file.record.source == .guess, let other = URL("/sitemap_index.xml", base: file.url) {
        add(other, .guess, level: 1, egress)
      }
    }
    defer { listing = [] }
    return listing
  }

  /// Opens the sitemaps of an index, unless they lie elsewhere: who controls one host does not speak for another.
  private mutating func open(_ content: SitemapContent, of file: File, _ egress: Egress) {
    guard file.level < Self.levelLimit else { return }
    for entry in content.entries {
      guard files.count < Self.fileLimit else { return }
      guard let url = URL(entry.location), url.isWeb,
        url.hostname == file.url.hostname || scope?.contains(url) == true
      else { continue }
      add(url, .index, level: file.level + 1, egress)
    }
  }

  private mutating func list(_ content: SitemapContent) {
    for entry in content.entries {
      list(entry.location)
      for alternate in entry.alternates { list(alternate.location) }
    }
  }

  private mutating func list(_ location: String) {
    guard listed < Self.urlLimit, let url = URL(location), scope?.contains(url) == true else { return }
    listed += 1
    listing.append(PageAddress(url))
  }
}
