// Who names whom, with pages and checked URLs as numbers: half a million rows, so they are kept small until they are
// written.

internal import Auditing
internal import Postgres

/// The links of a site, and how many each page gives and gets.
struct LinkRows {
  static let columns = ["crawl_job_id", "src", "dst", "kind", "flags", "n", "anchor"]

  /// One row; `link` is the position in the page's links when it is one that people click.
  private struct Row {
    var source: Int32
    var target: Int32
    var kind: Int16
    var flags: Int16
    var count: Int32
    var link: Int32
  }

  /// Numbers of pages, from 1, by address.
  private(set) var numbers: [PageAddress: Int]
  /// How many pages link to each page, by position.
  private(set) var inlinks: [Int]
  /// How many URLs of the site each page links to, read or not.
  private(set) var outlinks: [Int]
  /// How many URLs of other sites each page links to.
  private(set) var externalLinks: [Int]
  private var rows: [Row] = []

  init(_ site: Site) {
    let pages = site.pages
    numbers = [:]
    numbers.reserveCapacity(pages.count)
    for (position, page) in pages.enumerated() { numbers[page.address] = position + 1 }
    var checked: [PageAddress: Int] = [:]
    for (position, url) in site.checked.enumerated() { checked[url.address] = -1 - position }
    inlinks = Array(repeating: 0, count: pages.count)
    outlinks = inlinks
    externalLinks = inlinks
    for (position, page) in pages.enumerated() {
      addLinks(of: page, at: position, checked)
      addReferences(of: page, at: position)
    }
  }

  private mutating func addLinks(of page: Page, at position: Int, _ checked: [PageAddress: Int]) {
    for (index, link) in (page.facts?.links ?? []).enumerated() {
      if link.isInternal { outlinks[position] += 1 } else { externalLinks[position] += 1 }
      guard let target = numbers[link.address] ?? checked[link.address] else { continue }
      if target > 0 { inlinks[target - 1] += 1 }
      rows.append(
        Row(
          source: Int32(position + 1), target: Int32(target), kind: Int16(Page.Reference.link.code),
          flags: Int16(link.flags), count: Int32(clamping: link.count), link: Int32(index)))
    }
  }

  private mutating func addReferences(of page: Page, at position: Int) {
    add(.redirect, [page.fetch.target], at: position)
    guard let facts = page.facts else { return }
    add(.refresh, [facts.refresh?.target], at: position)
    add(.canonical, facts.canonicals, at: position)
    add(.hreflang, facts.hreflang.map(\.address), at: position)
    add(.series, facts.series, at: position)
  }

  private mutating func add(_ reference: Page.Reference, _ addresses: [PageAddress?], at position: Int) {
    var counts: [Int: Int32] = [:]
    for case let address? in addresses {
      if let target = numbers[address] { counts[target, default: 0] += 1 }
    }
    for (target, count) in counts.sorted(by: { $0.key < $1.key }) {
      rows.append(
        Row(
          source: Int32(position + 1), target: Int32(target), kind: Int16(reference.code), flags: 0,
          count: count, link: -1))
    }
  }

  /// The rows as COPY takes them.
  func values(_ job: String, _ site: Site) -> some Sequence<[SQLValue]> {
    rows.lazy.map { row in
      let anchor =
        row.link < 0 ? nil : site.pages[Int(row.source) - 1].facts?.links[Int(row.link)].anchor
      return [
        .text(job), .integer(Int64(row.source)), .integer(Int64(row.target)), .integer(Int64(row.kind)),
        .integer(Int64(row.flags)), .integer(Int64(row.count)),
        SQLValue(anchor.map { Clip.text($0, characters: 200) }),
      ]
    }
  }
}
