// What ends a URL: a path without structure, a query, a fragment.

extension Parser {
  /// The opaque path state, for the likes of "mailto:someone@example.com".
  mutating func parseOpaquePath() {
    beginPath()
    layout.hasOpaquePath = true
    let end = input[position...].firstIndex { $0 == .question || $0 == .hash } ?? input.count
    // A space at the end would be lost when the query and the fragment were taken off.
    let endsInSpace = end < input.count && end > position && input[end - 1] == 0x20
    append(position..<(endsInSpace ? end - 1 : end), encoding: .control)
    if endsInSpace { output.append(contentsOf: "%20".utf8) }
    position = end
  }

  /// The query state, and the fragment state.
  mutating func parseTail() {
    layout.queryStart = offset
    if next == .question {
      let end = input[position...].firstIndex(of: .hash) ?? input.count
      output.append(.question)
      append(position + 1..<end, encoding: layout.scheme.isSpecial ? .specialQuery : .query)
      position = end
    }
    parseFragment()
  }

  /// The fragment state.
  mutating func parseFragment() {
    layout.fragmentStart = offset
    guard next == .hash else { return }
    output.append(.hash)
    append(position + 1..<input.count, encoding: .fragment)
  }
}
