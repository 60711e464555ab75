// The answer of a model is a stranger's word: all of it is as asked for, or none of it is taken.

internal import JSONText
internal import Runtime

/// An answer that is not as it was asked for.
struct MalformedAnswer: Error, Hashable, CustomStringConvertible {
  /// What is wrong, fit to follow a colon.
  let description: String

  init(_ place: String, _ fault: String) { description = "\(place): \(fault)" }
}

extension Recommendations {
  /// Reads the arguments of the tool.
  ///
  /// Whatever a website may have made the model say, it comes out as one of the site's own pages, one of the rules, or
  /// plain words without addresses.
  ///
  /// - Parameters:
  ///   - input: The arguments.
  ///   - findings: What the model was told.
  /// - Throws: ``MalformedAnswer``, naming the first member that is wrong.
  init(checking input: JSON, of findings: Findings) throws(MalformedAnswer) {
    let members = try Self.members(of: input, "the answer", exactly: ["recommendations"])
    let items = try Self.items(of: members["recommendations"], "recommendations", 1...Self.most)
    var list: [Recommendation] = []
    for (position, item) in items.enumerated() {
      list.append(try Self.recommendation(item, "recommendations[\(position)]", findings))
    }
    self.list = list
  }

  private static func recommendation(
    _ json: JSON, _ place: String, _ findings: Findings
  ) throws(MalformedAnswer) -> Recommendation {
    let members = try members(of: json, place, exactly: Recommendation.members)
    var issues: [String] = []
    for issue in try items(of: members["issues"], "\(place).issues", 1...Recommendation.mostIssues) {
      guard let id = issue.string, findings.issues.contains(where: { $0.id == id }) else {
        throw MalformedAnswer(
          "\(place).issues", "\(issue.description.clipped(toBytes: 64)) is no issue of the crawl")
      }
      guard !issues.contains(id) else { throw MalformedAnswer("\(place).issues", "\(id) is there twice") }
      issues.append(id)
    }
    var pages: [String] = []
    for page in try items(of: members["pages"], "\(place).pages", 0...Recommendation.mostPages) {
      guard let number = page.integer, number > 0, number <= findings.pages.count else {
        throw MalformedAnswer(
          "\(place).pages", "\(page.description.clipped(toBytes: 64)) is no page of the crawl")
      }
      let url = findings.pages[number - 1]
      guard !pages.contains(url) else { throw MalformedAnswer("\(place).pages", "\(number) is there twice") }
      pages.append(url)
    }
    guard let effort = members["effort"]?.string.flatMap(Recommendation.Effort.init) else {
      throw MalformedAnswer("\(place).effort", "it is neither small nor medium nor large")
    }
    let site = findings.domain
    return Recommendation(
      title: try text(members["title"], "\(place).title", Recommendation.titleLength, site),
      text: try text(members["text"], "\(place).text", Recommendation.textLength, site),
      issues: issues, pages: pages, effort: effort)
  }

  private static func members(
    of json: JSON?, _ place: String, exactly names: Set<String>
  ) throws(MalformedAnswer) -> [String: JSON] {
    guard let members = json?.object else {
      throw MalformedAnswer(place, "expected an object, found \(json?.kind ?? "nothing")")
    }
    if let missing = names.subtracting(members.keys).min() {
      throw MalformedAnswer(place, "\(missing) is missing")
    }
    if let extra = Set(members.keys).subtracting(names).min() {
      throw MalformedAnswer(place, "\(extra.madeSafe.clipped(toBytes: 64)) is unknown")
    }
    return members
  }

  private static func items(
    of json: JSON?, _ place: String, _ range: ClosedRange<Int>
  ) throws(MalformedAnswer) -> [JSON] {
    guard let items = json?.array else {
      throw MalformedAnswer(place, "expected an array, found \(json?.kind ?? "nothing")")
    }
    guard range.contains(items.count) else {
      throw MalformedAnswer(place, "\(items.count) are not within \(range.lowerBound)...\(range.upperBound)")
    }
    return items
  }

  private static func text(
    _ json: JSON?, _ place: String, _ length: Int, _ site: String
  ) throws(MalformedAnswer) -> String {
    guard let text = json?.string else {
      throw MalformedAnswer(place, "expected a string, found \(json?.kind ?? "nothing")")
    }
    guard text.unicodeScalars.count <= length else {
      throw MalformedAnswer(place, "it is longer than \(length) characters")
    }
    let plain = PlainWords(text, site: site).text
    guard !plain.isEmpty else { throw MalformedAnswer(place, "it is empty") }
    return plain
  }
}
