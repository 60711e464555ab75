// The sample of a sketch.

/// Keeps the smallest of the hashes that come by, each once.
struct SmallestHashes {
  private var hashes: [UInt64] = []
  /// Nothing from here on is among the smallest.
  private var limit = UInt64.max

  @inline(__always) mutating func add(_ hash: UInt64) {
    guard hash < limit else { return }
    hashes.append(hash)
    if hashes.count >= 4 * TextSketch.size { clear() }
  }

  private mutating func clear() {
    hashes.sort()
    var kept: [UInt64] = []
    kept.reserveCapacity(4 * TextSketch.size)
    for hash in hashes where kept.last != hash {
      kept.append(hash)
      if kept.count == TextSketch.size { break }
    }
    hashes = kept
    if kept.count == TextSketch.size, let last = kept.last { limit = last }
  }

  /// The smallest in ascending order.
  mutating func end() -> [UInt64] {
    clear()
    return hashes.map { $0 }
  }
}
