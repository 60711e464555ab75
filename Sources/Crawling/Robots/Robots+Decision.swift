// Why an agent may, or may not, request something.

public import WebURL

extension Robots {
  /// An answer with its reason.
  public struct Decision: Hashable, Sendable {
    /// Whether the URL may be requested.
    public var allows: Bool
    /// The number of the line that decided, from 1; nil when no rule matches.
    public var line: Int?
    /// The line as written, without a comment.
    public var rule: String?
  }

  /// Tells whether an agent may request a URL, and which line says so.
  ///
  /// - Parameters:
  ///   - url: An http or https URL of the site that the file was read from.
  ///   - agent: The product token, as for ``allows(_:agent:)``.
  /// - Returns: The answer; one without a line when no rule matches.
  public func decision(on url: URL, agent: String) -> Decision {
    guard let path = Self.path(of: url) else { return Decision(allows: true) }
    return decision(path: path, agent: agent)
  }

  /// Tells the same for a text, as Google's matcher takes it: what looks like scheme and host is passed over, and what
  /// is left is compared as it is.
  public func decision(onText text: String, agent: String) -> Decision {
    decision(path: Array(text.robotsTarget.utf8), agent: agent)
  }

  private func decision(path: [UInt8], agent: String) -> Decision {
    let verdict = verdict(on: path, agent: agent)
    return Decision(allows: verdict.allows, line: verdict.line, rule: verdict.line.flatMap(text(ofLine:)))
  }

  /// For whom the rules are that an agent obeys.
  ///
  /// - Returns: The agent itself if a group names it, "*" if the rules for everybody hold, nil if there are none.
  public func group(for agent: String) -> String? {
    names(agent) ? agent : names("*") ? "*" : nil
  }
}

extension String {
  /// Path and query of a URL in the way of Google's matcher, which takes texts that are no URLs too.
  var robotsTarget: String {
    let text = utf8.prefix { $0 != UInt8(ascii: "#") }
    let isStop = { (octet: UInt8) in octet == 0x2F || octet == 0x3F || octet == 0x3B }
    var rest = Substring(text)
    if rest.utf8.starts(with: "//".utf8) { rest = Substring(rest.utf8.dropFirst(2)) }
    let name = rest.utf8.prefix { !isStop($0) }
    let behind = rest.utf8[name.endIndex...]
    if name.last == UInt8(ascii: ":"), behind.starts(with: "//".utf8) {
      rest = Substring(behind.dropFirst(2))
    }
    let target = rest.utf8.drop { !isStop($0) }
    return target.first == UInt8(ascii: "/") ? String(Substring(target)) : "/" + String(Substring(target))
  }
}
