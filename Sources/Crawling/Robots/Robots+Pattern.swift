// The path of a rule: octets, stars, a dollar sign at the end. No regular expression, never a step back:
// what follows a star is searched by the algorithm of Knuth, Morris and Pratt, and as its leftmost place is as good
// as any other, a match takes about as many steps as path and pattern have octets.

extension Robots {
  /// A pattern that matches the beginning of a path, or the whole if it ends in "$".
  struct Pattern {
    /// The length with every special character, which is the weight of the rule.
    let length: Int

    /// The octets without the "$" that ends them.
    private let text: [UInt8]
    private let isAnchored: Bool
    /// Where the first star is, or the end.
    private let firstStar: Int
    /// For every octet the longest beginning of its piece that ends there; empty without stars.
    private let borders: [UInt16]

    /// Reads a normalised pattern.
    init(_ pattern: some Collection<UInt8>) {
      length = pattern.count
      var text = Array(pattern)
      isAnchored = text.last == UInt8(ascii: "$")
      if isAnchored { text.removeLast() }
      firstStar = text.firstIndex(of: star) ?? text.count
      borders = firstStar < text.count ? Self.borders(of: text) : []
      self.text = text
    }

    /// Whether there is a star, so that matching means searching.
    var hasWildcard: Bool { firstStar < text.count }

    /// Whether what is before the first star is how the path begins.
    func begins(_ path: [UInt8]) -> Bool {
      guard path.count >= firstStar else { return false }
      for index in 0..<firstStar where path[index] != text[index] { return false }
      return true
    }

    /// Whether the path matches, given that the pattern begins it.
    func matches(_ path: [UInt8]) -> Bool {
      guard hasWildcard else { return !isAnchored || path.count == firstStar }
      var place = firstStar
      var start = firstStar + 1
      while true {
        let end = text[start...].firstIndex(of: star) ?? text.count
        if end == text.count, isAnchored {
          return path.count - place >= end - start && path.suffix(end - start) == text[start..<end]
        }
        guard let next = find(start..<end, in: path, from: place) else { return false }
        if end == text.count { return true }
        place = next
        start = end + 1
      }
    }

    /// The place behind the first occurrence of a piece of the pattern.
    private func find(_ piece: Range<Int>, in path: [UInt8], from start: Int) -> Int? {
      guard !piece.isEmpty else { return start }
      var matched = 0
      for index in start..<path.count {
        let octet = path[index]
        while matched > 0, text[piece.lowerBound + matched] != octet {
          matched = Int(borders[piece.lowerBound + matched - 1])
        }
        if text[piece.lowerBound + matched] == octet { matched += 1 }
        if matched == piece.count { return index + 1 }
      }
      return nil
    }

    private static func borders(of text: [UInt8]) -> [UInt16] {
      // A line, and so a pattern even when all of it has been escaped, is shorter than 65,536 octets.
      var borders = [UInt16](repeating: 0, count: text.count)
      var start = 0
      var matched = 0
      for index in text.indices {
        if text[index] == star {
          start = index + 1
          matched = 0
        } else if index > start {
          while matched > 0, text[start + matched] != text[index] {
            matched = Int(borders[start + matched - 1])
          }
          if text[start + matched] == text[index] { matched += 1 }
          borders[index] = UInt16(matched)
        }
      }
      return borders
    }
  }
}

private let star = UInt8(ascii: "*")
