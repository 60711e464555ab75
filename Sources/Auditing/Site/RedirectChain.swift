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

  /// How far a chain that is too long is followed to see whether it comes back: a circle is worth telling
  /// from a long way, but a site of nothing but redirects must not be followed from each of them to its end.
  static let longestCircle = 100

  /// The keys of the URLs, the first one included; as far as the hop that is one too many, or closes a circle.
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
    end = .tooLong
    var seen = Set(keys)
    var current = position
    while keys.count <= Self.longestCircle {
      guard pages[current].fetch.outcome == .redirect else {
        end = .page(current)
        break
      }
      guard let target = pages[current].fetch.target else {
        end = .invalid
        break
      }
      keys.append(target.key)
      guard seen.insert(target.key).inserted else {
        end = .loop
        return
      }
      guard let next = positions[target.key] else {
        end = .unread
        break
      }
      current = next
    }
    guard keys.count > Self.longest + 1 else { return }
    end = .tooLong
    keys.removeSubrange((Self.longest + 2)...)
  }
}
