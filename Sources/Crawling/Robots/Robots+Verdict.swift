// How the rules of several groups come to one answer, within bounds.

extension Robots {
  /// The answer for one path, as far as groups have been applied.
  struct Verdict {
    /// Whether the path may be requested.
    private(set) var allows = true
    /// The line that says so; nil when none does.
    private(set) var line: Int?

    private let path: [UInt8]
    private var weight = 0
    private var stepsLeft: Int

    /// How many octets of paths one answer may search for what follows wildcards.
    ///
    /// Enough for 5,000 rules with wildcards at a path of 2 KiB, and for all rules that fit into 500 KiB at a
    /// path of 200 octets; spent in less than 50 ms. Rules without wildcards are free.
    static let stepLimit = 5_000 * 2_048

    /// An answer before any rule: yes.
    init(on path: [UInt8], stepLimit: Int = Self.stepLimit) {
      self.path = path
      stepsLeft = stepLimit
    }

    /// Takes a group's rules into account, which are sorted by weight.
    mutating func apply(_ group: Group) {
      for rule in group.rules {
        guard rule.weight > weight || (rule.weight == weight && !allows) else { return }
        guard rule.pattern.begins(path) else { continue }
        if rule.pattern.hasWildcard {
          stepsLeft -= path.count
          guard stepsLeft >= 0 else {
            giveUp()
            return
          }
        }
        guard rule.pattern.matches(path) else { continue }
        weight = rule.weight
        allows = rule.isAllow
        line = rule.line
        return
      }
    }

    /// Forbids for good: a file that takes so much work is made for it, and this answer cannot trespass.
    private mutating func giveUp() {
      weight = .max
      allows = false
      line = nil
    }
  }
}
