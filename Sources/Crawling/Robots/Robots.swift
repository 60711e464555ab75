// What a robots.txt says: which paths of its site are closed to whom, how fast to go, where sitemaps are.

internal import Auditing
public import WebURL

/// The rules of one robots.txt, read and applied as Google's matcher does (RFC 9309 and its known extras).
///
/// A file speaks for one scheme, host and port; keeping files and sites together is up to the caller.
public struct Robots: Sendable {
  /// The values of the sitemap lines, as written.
  public let sitemaps: [String]

  /// What is wrong with its lines, the first 100.
  let faults: [RobotsFault]
  /// How many of its lines have a fault.
  let faultCount: Int

  private let groups: [Group]
  private let groupsOfAgents: [Agent: [Int]]
  private let file: [UInt8]

  /// Reads a file; whatever is no rule is passed over, and so is what lies beyond the first 500 KiB.
  ///
  /// - Parameter bytes: The file, of any encoding; rules are found in what resembles ASCII.
  public init(_ bytes: [UInt8]) {
    var reader = Reader()
    reader.read(bytes)
    sitemaps = reader.sitemaps
    (faults, faultCount) = (reader.check.faults, reader.check.count)
    file = bytes.count <= Reader.fileLimit ? bytes : Array(bytes.prefix(Reader.fileLimit))
    groups = reader.groups.map(\.sorted)
    groupsOfAgents = reader.groupsOfAgents
  }

  /// What holds where there is no robots.txt.
  public static let allowingAll = Robots([])

  /// What holds while robots.txt cannot be had.
  public static let forbiddingAll = Robots(Array("User-agent: *\nDisallow: /".utf8))

  /// Tells whether an agent may request a URL; robots.txt itself it always may.
  ///
  /// - Parameters:
  ///   - url: An http or https URL of the site that the file was read from.
  ///   - agent: The product token, such as "Googlebot", in any case; "*" for an agent that no group names.
  /// - Returns: What the longest rule says that matches path and query, or true if none does.
  public func allows(_ url: URL, agent: String) -> Bool {
    guard let path = Self.path(of: url) else { return true }
    return verdict(on: path, agent: agent).allows
  }

  /// What rules are compared with; nil for robots.txt itself.
  static func path(of url: URL) -> [UInt8]? {
    let target = url.path + (url.query.map { "?" + $0 } ?? "")
    guard target != "/robots.txt" else { return nil }
    // The matcher compares octet by octet and rules have their escapes in capitals, so the URL must too.
    return Pattern.normalised(Array(target.utf8)[...])
  }

  /// Tells the same for a path with its query, taken as it is.
  func allows(target: String, agent: String) -> Bool {
    verdict(on: Array(target.utf8), agent: agent).allows
  }

  /// Applies all groups that an agent obeys.
  func verdict(on path: [UInt8], agent: String) -> Verdict {
    var verdict = Verdict(on: path)
    for index in groupIndices(for: agent) {
      verdict.apply(groups[index])
    }
    return verdict
  }

  /// Whether some group names the agent.
  func names(_ agent: String) -> Bool { groupsOfAgents[Agent(token: agent)] != nil }

  /// A line without its comment; nil when there is none of that number.
  func text(ofLine number: Int) -> String? {
    var rest = file[...]
    for _ in 1..<max(number, 1) {
      guard let end = Reader.lineEnd(in: rest) else { return nil }
      rest = rest[end.upperBound...]
    }
    let line = rest[..<(Reader.lineEnd(in: rest)?.lowerBound ?? rest.endIndex)]
    return String(decoding: line.prefix { $0 != UInt8(ascii: "#") && $0 != 0 }.trimmed, as: UTF8.self)
  }

  /// The pause between requests that the file asks of an agent.
  ///
  /// - Parameter agent: The product token, as for `allows`.
  /// - Returns: Seconds, not negative and without any upper limit; the longest if there are several.
  public func crawlDelay(for agent: String) -> Double? {
    groupIndices(for: agent).compactMap { groups[$0].crawlDelay }.max()
  }

  /// The groups that name the agent, all of them taken together, or else those for everybody.
  private func groupIndices(for agent: String) -> [Int] {
    groupsOfAgents[Agent(token: agent)] ?? groupsOfAgents[.everybody] ?? []
  }
}
