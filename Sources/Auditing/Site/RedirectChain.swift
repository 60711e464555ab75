// Where a redirect ends, hop by hop.

/// The hops from one redirecting page.
public struct RedirectChain: Sendable {
  /// How the chain ends.
  public enum End: Hashable, Sendable {
    /// At a page of the site, by its position in ``Site/pages``.
    case page(Int)
    /// At a URL that was not read: another site, a limit.
    case unread
    /// Nowhere: a URL recurs.
    case loop
    /// Nowhere: more hops than Googlebot follows (10).
    case tooLong
    /// Nowhere: a redirect without a usable `Location`.
    case invalid
  }

  /// Googlebot gives up after this many hops.
  public static let longest = 10

  /// The keys of the URLs, the first one included.
  public var keys: [String]
  /// How the chain ends.
  public var end: End

  /// Follows the redirects from a page.
  ///
  /// - Parameters:
  ///   - position: The page's position in `pages`.
  ///   - pages: All pages.
  ///   - positions: Positions by key.
  init(from position: Int, in pages: [Page], positions: [String: Int]) {
    keys = [pages[position].address.key]
    var current = position
    while pages[current].fetch.outcome == .redirect {
      guard let target = pages[current].fetch.target else {
        end = .invalid
        return
      }
      let isLoop = keys.contains(target.key)
      keys.append(target.key)
      guard !isLoop else {
        end = .loop
        return
      }
      guard keys.count <= Self.longest + 1 else {
        end = .tooLong
        return
      }
      guard let next = positions[target.key] else {
        end = .unread
        return
      }
      current = next
    }
    end = .page(current)
  }
}
