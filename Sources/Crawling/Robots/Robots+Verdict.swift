// How the rules of several groups come to one answer, within bounds.

extension Robots {
  /// The answer for one path, as far as groups have been applied.
  struct Verdict {
    /// Whether the path may be requested.
    private(set) var allows = true

    private let path: [UInt8]
    private var weight = 0
    private var budget = Self.stepLimit

    /// How many octets of paths one answer may search for what follows wildcards.
    ///
    /// It is enough for 5,000 such rules and a path of 2 KiB, and for every rule that fits into 500 KiB as long
    /// as the path has no more than some 200 octets. Rules without wildcards are free.
    private static let stepLimit = 5_000 * 2_048

    /// An answer before any rule: yes.
    init(on path: [UInt8]) {
      self.path = path
    }

    /// Takes a group's rules into account, which are sorted by weight.
    mutating func apply(_ group: Group) {
      for rule in group.rules {
        guard rule.weight > weight || (rule.weight == weight && !allows) else { return }
        guard rule.pattern.begins(path) else { continue }
        if rule.pattern.hasWildcard {
          budget -= path.count
          // A file that takes so much work is made for it. No is the answer that cannot trespass.
          guard budget >= 0 else { return allows = false }
        }
        guard rule.pattern.matches(path) else { continue }
        weight = rule.weight
        allows = rule.isAllow
        return
      }
    }
  }
}
