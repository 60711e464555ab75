// Sites made of numbers: what the frontier is tried on, with answers that arrive in any order.

import Auditing
import Testing
import WebURL

@testable import Crawling

/// A site whose pages lead to each other at random; page 0 is the start.
struct RandomSite: CustomTestStringConvertible, Sendable {
  /// What one URL answers.
  struct Node: Sendable {
    var outcome = FetchOutcome.ok
    /// Where a redirect leads.
    var target = 0
    var links: [Int] = []
    /// What a canonical or an hreflang names.
    var mentions: [Int] = []
  }

  let seed: UInt64
  var nodes: [Node]
  var maxPages: Int

  var testDescription: String { "seed \(seed), \(nodes.count) URLs, \(maxPages) pages" }

  init(seed: UInt64) {
    var dice = Dice(seed)
    self.seed = seed
    let count = Int.random(in: 1...60, using: &dice)
    maxPages = Int.random(in: 1...40, using: &dice)
    nodes = (0..<count).map { _ in
      var node = Node()
      let outcomes: [FetchOutcome] = [
        .ok, .ok, .ok, .ok, .redirect, .redirect, .blockedByRobots, .clientError,
      ]
      node.outcome = outcomes.randomElement(using: &dice) ?? .ok
      node.target = Int.random(in: 0..<count, using: &dice)
      guard node.outcome == .ok else { return node }
      node.links = (0..<Int.random(in: 0...5, using: &dice)).map { _ in
        Int.random(in: 0..<count, using: &dice)
      }
      node.mentions = (0..<Int.random(in: 0...2, using: &dice)).map { _ in
        Int.random(in: 0..<count, using: &dice)
      }
      return node
    }
  }

  /// The address of a page of the site.
  static func address(_ node: Int) throws -> PageAddress {
    PageAddress(try #require(URL("https://site.example/\(node)")))
  }

  /// The page that an address belongs to.
  static func node(_ address: PageAddress) -> Int { Int(address.url.path.dropFirst()) ?? -1 }
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
