// A line that opens or closes paths.

extension Robots {
  /// An allow or a disallow line.
  struct Rule {
    let isAllow: Bool
    let pattern: Pattern
    /// The number of the line, from 1.
    let line: Int

    /// The length of the pattern as written, wildcards included (RFC 9309 2.2.2).
    var weight: Int { pattern.length }

    /// Whether the rule holds where both match: the longer one does, of equal ones that which allows.
    func outweighs(_ other: Rule) -> Bool {
      weight == other.weight ? isAllow && !other.isAllow : weight > other.weight
    }
  }
}
