// From octets to groups: lines in their order, each either naming agents or filling the group just named.

extension Robots {
  /// Reads a file from its beginning to its end.
  struct Reader {
    private(set) var groups: [Group] = []
    private(set) var groupsOfAgents: [Agent: [Int]] = [:]
    private(set) var sitemaps: [String] = []
    private(set) var check = LineCheck()
    /// The number of the line that is being read.
    private var number = 0

    /// Whether the last line that counts named an agent, so that a further name belongs to the same group.
    private var isNaming = false

    /// What RFC 9309 2.5 asks for at least, and Google reads at most: 500 KiB.
    static let fileLimit = 500 * 1_024

    /// How much Google reads of a line; the rest of it is ignored.
    private static let lineLimit = 2_083 * 8 - 1

    /// Reads all lines.
    mutating func read(_ bytes: [UInt8]) {
      let file = bytes.prefix(Self.fileLimit)
      if file.starts(with: [0xFE, 0xFF]) || file.starts(with: [0xFF, 0xFE]) { check.refuseEncoding() }
      var rest = file.dropFirst(Self.byteOrderMark(of: file))
      while !rest.isEmpty {
        let end = Self.lineEnd(in: rest)
        let line = rest[..<(end?.lowerBound ?? rest.endIndex)]
        number += 1
        // Half a line at the limit would be another rule, such as "/" for "/private".
        if end == nil, file.count < bytes.count, line.count < Self.lineLimit { break }
        check.check(line, number: number)
        if let line = Line(line.prefix(Self.lineLimit)) { read(line) }
        rest = rest[(end?.upperBound ?? rest.endIndex)...]
      }
    }

    /// The first end of a line: LF, CR, or both, which count as one.
    static func lineEnd(in bytes: ArraySlice<UInt8>) -> Range<Int>? {
      guard let start = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return nil }
      let isPair = bytes[start] == 0x0D && bytes[start...].dropFirst().first == 0x0A
      return start..<(start + (isPair ? 2 : 1))
    }

    private mutating func read(_ line: Line) {
      switch line.field {
      case .userAgent: name(Agent(line: line.value))
      case .sitemap where !line.value.isEmpty: sitemaps.append(String(decoding: line.value, as: UTF8.self))
      case .allow: fill { $0.add(line.value, isAllow: true, line: $1) }
      case .disallow: fill { $0.add(line.value, isAllow: false, line: $1) }
      case .crawlDelay: fill { group, _ in group.add(crawlDelay: line.value) }
      case .sitemap, .other: break
      }
      isNaming = line.field == .userAgent
    }

    private mutating func name(_ agent: Agent) {
      if !isNaming { groups.append(Group()) }
      let index = groups.count - 1
      if groupsOfAgents[agent]?.last != index { groupsOfAgents[agent, default: []].append(index) }
    }

    /// Changes the current group; before the first user-agent line there is none.
    private mutating func fill(_ change: (inout Group, _ line: Int) -> Void) {
      guard !groups.isEmpty else { return }
      change(&groups[groups.count - 1], number)
    }

    /// How many octets the mark of UTF-8 takes, also when only its beginning is there.
    private static func byteOrderMark(of file: ArraySlice<UInt8>) -> Int {
      zip(file, [0xEF, 0xBB, 0xBF] as [UInt8]).prefix { $0 == $1 }.count
    }
  }
}
