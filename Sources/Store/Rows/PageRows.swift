// Pages as rows.

internal import Auditing
internal import Hashing
internal import JSONText
internal import Postgres

/// The pages of a site, numbered from 1 by their positions.
struct PageRows {
  static let columns = [
    "crawl_job_id", "page_id", "url", "url_hash", "outcome", "status", "http_version", "content_type",
    "redirect_to", "hops", "depth", "in_sitemap", "is_html", "indexable", "reason", "title", "title_len",
    "title_px", "description", "h1", "canonical", "lang", "robots", "words", "size_bytes", "transfer_bytes",
    "ttfb_ms",
    "total_ms", "dom_nodes", "inlinks", "outlinks", "ext_links", "content_hash", "simhash", "etag",
    "last_modified", "extras",
  ]

  let site: Site
  let indexability: [Indexability]
  let links: LinkRows
  private let hops: [String: Int]

  init(_ site: Site, _ indexability: [Indexability], _ links: LinkRows) {
    self.site = site
    self.indexability = indexability
    self.links = links
    hops = Dictionary(site.redirects.map { ($0.from, $0.chain.keys.count - 1) }) { first, _ in first }
  }

  /// What tells a page from all others, also in another crawl: half of the SHA-256 of its key.
  static func hash(_ address: PageAddress) -> [UInt8] { hash(key: address.key) }

  /// The same by the key alone.
  static func hash(key: String) -> [UInt8] { Array(SHA256.digest(key.utf8).prefix(16)) }

  /// The rows as COPY takes them.
  func values(_ job: String) -> some Sequence<[SQLValue]> {
    site.pages.indices.lazy.map { position in
      answer(position, job) + content(position) + measures(position)
    }
  }

  private func answer(_ position: Int, _ job: String) -> [SQLValue] {
    let page = site.pages[position]
    let fetch = page.fetch
    return [
      .text(job), SQLValue(position + 1), .text(Clip.url(page.address.href)),
      .bytes(Self.hash(page.address)),
      SQLValue(fetch.outcome.code), SQLValue(small: fetch.status), SQLValue(small: fetch.httpVersion),
      clipped(fetch.mediaType, 200), SQLValue(fetch.target.flatMap { links.numbers[$0] }),
      SQLValue(small: hops[page.address.href]), SQLValue(small: page.depth), .bool(page.isInSitemap),
      .bool(page.facts != nil), .bool(indexability[position] == .ok), SQLValue(indexability[position].code),
    ]
  }

  private func content(_ position: Int) -> [SQLValue] {
    guard let facts = site.pages[position].facts else { return Array(repeating: .null, count: 8) }
    var canonical: String?
    if case .page(let address) = facts.canonical { canonical = address.href }
    let robots = facts.robots.tokens
    return [
      clipped(facts.titles.first, 1_000), SQLValue(small: facts.titles.first?.count),
      SQLValue(small: facts.titleWidthPx),
      clipped(facts.descriptions.first, 1_000), clipped(facts.headings.first { $0.level == 1 }?.text, 1_000),
      SQLValue(canonical.map(Clip.url)), clipped(facts.lang, 100),
      robots.isEmpty ? .null : clipped(robots.joined(separator: ", "), 1_000),
    ]
  }

  private func measures(_ position: Int) -> [SQLValue] {
    let page = site.pages[position]
    let fetch = page.fetch
    let text = Self.text(page.facts?.sketch)
    return [
      SQLValue(whole: page.facts?.mainWords), SQLValue(whole: fetch.decodedBytes),
      SQLValue(whole: fetch.wireBytes), SQLValue(milliseconds: fetch.firstByteSeconds),
      SQLValue(milliseconds: fetch.totalSeconds), SQLValue(whole: page.facts?.elementCount),
      SQLValue(links.inlinks[position]), SQLValue(links.outlinks[position]),
      SQLValue(links.externalLinks[position]), text.hash, text.simhash,
      clipped(fetch.validators.etag, 200), clipped(fetch.validators.lastModified, 100), extras(fetch),
    ]
  }

  /// By what equal and similar texts are known: eight bytes, the highest first, and the bits of the simhash; none without
  /// words, which all such pages would have in common.
  private static func text(_ sketch: TextSketch?) -> (hash: SQLValue, simhash: SQLValue) {
    guard let sketch, sketch.words > 0 else { return (.null, .null) }
    let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: sketch.textHash >> $0) }
    return (.bytes(bytes), .integer(Int64(bitPattern: sketch.simhash)))
  }

  /// What most pages have not.
  private func extras(_ fetch: Fetch) -> SQLValue {
    var members: [String: JSON] = [:]
    if let reason = fetch.reason { members["reason"] = .string(Clip.text(reason, characters: 1_000)) }
    if let failure = fetch.failure { members["failure"] = .string(failure.rawValue) }
    if let location = fetch.location, fetch.target == nil {
      members["location"] = .string(Clip.url(location))
    }
    if fetch.isTruncated { members["truncated"] = true }
    return members.isEmpty ? .null : .json(.object(members))
  }

  private func clipped(_ text: String?, _ characters: Int) -> SQLValue {
    SQLValue(text.map { Clip.text($0, characters: characters) })
  }
}

extension SQLValue {
  /// A number for a `smallint`.
  init(small number: Int?) { self.init(number.map { Int(Int16(clamping: $0)) }) }

  /// A number for an `int`.
  init(whole number: Int?) { self.init(number.map { Int(Int32(clamping: $0)) }) }

  /// Seconds as whole milliseconds.
  init(milliseconds seconds: Double?) {
    self.init(seconds.map { Int(max(0, min(Double(Int32.max), ($0 * 1_000).rounded()))) })
  }
}
