// The facts of one page as JSON.

internal import Auditing
internal import JSONText

/// Writes the facts of a page.
struct PageFactsJSON {
  private let facts: PageFacts
  private let detail: CrawlResult.Detail

  init(_ facts: PageFacts, _ detail: CrawlResult.Detail) {
    self.facts = facts
    self.detail = detail
  }

  var json: JSON {
    var members: [String: JSON] = [
      "titles": JSON(facts.titles), "descriptions": JSON(facts.descriptions),
      "h1": JSON(facts.headings.filter { $0.level == 1 }.map(\.text)),
      "canonicals": JSON(facts.canonicals.map(\.href)), "robots": JSON(facts.robots.tokens),
      "lang": JSON(facts.lang), "viewport": JSON(facts.viewport), "encoding": .string(facts.encoding),
      "hreflang": .array(
        facts.hreflang.map { ["lang": .string($0.code), "url": .string($0.address.href)] }),
      "words": .integer(facts.mainWords), "elements": .integer(facts.elementCount),
      "link_counts": [
        "all": .integer(facts.linkCount), "internal": .integer(facts.links.count(where: \.isInternal)),
        "external": .integer(facts.links.count { !$0.isInternal }),
        "nofollow": .integer(facts.links.count(where: \.isNofollow)),
      ],
      "image_counts": [
        "all": .integer(facts.images.count),
        "without_alt": .integer(facts.images.count { $0.alternative == nil && !$0.isExplained }),
      ],
    ]
    if let refresh = facts.refresh {
      members["refresh"] = ["url": .string(refresh.target.href), "delay_s": .integer(refresh.delaySeconds)]
    }
    if facts.isCutByDepth { members["cut_by_depth"] = true }
    if detail == .full { members.merge(lists) { $1 } }
    return .object(members)
  }

  private var lists: [String: JSON] {
    [
      "headings": .array(
        facts.headings.map { ["level": .integer($0.level), "text": .string($0.text)] }),
      "links": .array(
        facts.links.map { link in
          [
            "url": .string(link.address.href), "internal": .bool(link.isInternal),
            "anchor": .string(link.anchor), "rel": .string(link.relations),
            "nofollow": .bool(link.isNofollow), "place": .string(link.place.rawValue),
            "count": .integer(link.count),
          ]
        }),
      "images": .array(
        facts.images.map { image in ["src": JSON(image.source), "alt": JSON(image.alternative)] }),
    ]
  }
}
