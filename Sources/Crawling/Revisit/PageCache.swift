// What crawls of a website hand on from one to the next, so that pages which have not changed need not be sent again
// (RFC 9110 13). No I/O: it comes from wherever it is kept, and goes back there after the crawl.

public import Auditing

/// The pages that earlier crawls have kept, and those that this one adds.
public struct PageCache: Sendable {
  /// How many bytes of pages are kept at most.
  public static let capacity = 32 << 20

  /// By the keys of their addresses; taken out when they are asked for.
  private var kept: [String: KeptPage]
  /// What this crawl has read anew, by the keys of the addresses.
  public private(set) var fresh: [String: KeptPage] = [:]
  /// The keys of the pages that have not changed, as the server says.
  public private(set) var confirmed: Set<String> = []
  private var room: Int

  /// Begins with what there is.
  ///
  /// - Parameters:
  ///   - kept: The pages by the keys of their addresses.
  ///   - capacity: How many bytes there may be in the end.
  public init(_ kept: [String: KeptPage] = [:], capacity: Int = Self.capacity) {
    self.kept = kept
    room = capacity
  }

  /// What is kept of a page; it is not given a second time.
  mutating func take(_ address: PageAddress) -> KeptPage? { kept.removeValue(forKey: address.key) }

  /// Notes that a page is as it was.
  mutating func confirm(_ address: PageAddress, _ page: KeptPage) {
    room -= page.record.count
    confirmed.insert(address.key)
  }

  /// Keeps a page that was read, as long as there is room.
  mutating func keep(_ address: PageAddress, _ page: KeptPage) {
    guard page.record.count <= room else { return }
    room -= page.record.count
    fresh[address.key] = page
  }
}
