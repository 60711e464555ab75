// The rules that follow a list of agents.

extension Robots {
  /// One group: some user-agent lines share it.
  struct Group {
    private(set) var rules: [Rule] = []
    private(set) var crawlDelay: Double?

    /// Adds a rule; one without a pattern has no effect, as it outweighs no other and not even their absence.
    mutating func add(_ value: ArraySlice<UInt8>, isAllow: Bool, line: Int = 0) {
      guard !value.isEmpty else { return }
      let text = Pattern.normalised(value)
      rules.append(Rule(isAllow: isAllow, pattern: Pattern(text), line: line))
      // To allow a directory's index is to allow the directory under its own name too, for Google.
      if isAllow, let slash = text.lastIndex(of: UInt8(ascii: "/")), text[slash...].starts(with: Self.index) {
        rules.append(Rule(isAllow: true, pattern: Pattern(text[...slash] + [UInt8(ascii: "$")]), line: line))
      }
    }

    /// Adds a pause, unless the value does not begin with a number; the longest of a group holds.
    mutating func add(crawlDelay value: ArraySlice<UInt8>) {
      let number = value.prefix {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
      }
      guard let seconds = Double(String(decoding: number, as: UTF8.self)), seconds.isFinite else { return }
      crawlDelay = max(crawlDelay ?? 0, seconds)
    }

    /// The same group with its rules in the order of their weight, so that the first that matches decides.
    var sorted: Group {
      var group = self
      group.rules.sort { $0.outweighs($1) }
      return group
    }

    private static let index = Array("/index.htm".utf8)
  }
}
