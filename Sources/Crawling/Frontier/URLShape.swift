// Which URLs no site needs: too long, too deep, too many parameters, or a path that repeats itself, as relative links
// make it that grow with each click.

internal import Auditing
internal import WebURL

/// The limits of what a URL may look like.
enum URLShape {
  /// Longer URLs are passed over: nobody links to a page by them, and a hostile site would fill the memory.
  static let longestURL = 2_083
  static let mostSegments = 16
  static let mostParameters = 8
  /// How often one segment may follow upon itself, itself counted.
  static let longestRun = 2
  /// How often one segment may come up in all.
  static let mostRepeats = 3

  /// What the URLs have in common that break a limit as this one does; nil for a URL that keeps them all.
  static func fault(of address: PageAddress) -> String? {
    let url = address.url
    guard url.href.utf8.count <= longestURL else { return "\(head(of: url, segments: 1))…" }
    let segments = URLPattern.segments(of: url.path)
    var counts: [String: Int] = [:]
    var run = 0
    for (index, segment) in segments.enumerated() {
      run = index > 0 && segments[index - 1] == segment ? run + 1 : 1
      counts[segment, default: 0] += 1
      guard run <= longestRun, counts[segment, default: 0] <= mostRepeats else {
        return "\(url.hostname)/…/\(Segment(segment).pattern)/…"
      }
    }
    guard segments.count <= mostSegments else { return "\(head(of: url, segments: 2))/…" }
    guard url.queryPairs.count <= mostParameters else { return "\(head(of: url, segments: 2))?…" }
    return nil
  }

  private static func head(of url: URL, segments count: Int) -> String {
    let segments = URLPattern.segments(of: url.path).prefix(count).map {
      String(Segment(String($0.prefix(100))).pattern)
    }
    return "\(url.hostname)/\(segments.joined(separator: "/"))"
  }
}
