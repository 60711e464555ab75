// How texts are known again.

import Testing

@testable import Auditing

@Suite struct `A sketch of a text` {
  /// Words from a small dictionary.
  private static func words(_ count: Int, seed: UInt64, of size: UInt64 = 5_000) -> [String] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return "w\((state >> 33) % size)"
    }
  }

  private static func sketch(_ words: [String]) -> TextSketch { TextSketch(words.joined(separator: " ")) }

  private static func shingles(_ words: [String]) -> Set<String> {
    Set(words.indices.dropLast(2).map { words[$0...($0 + 2)].joined(separator: " ") })
  }

  @Test(arguments: [
    ("One two THREE", "one, two - three!"), ("don't stop", "DON\u{2019}T\n stop."),
    ("ÄÖÜ Ёлка ΣΑ", "äöü ёлка σα"),
    ("well\u{2010}known fact", "well-known fact"), ("Donau\u{AD}dampf", "Donaudampf"), ("漢字、語", "漢字 語"),
  ])
  func `is the same for texts of the same words`(one: String, other: String) {
    #expect(TextSketch(one) == TextSketch(other))
  }

  @Test(arguments: [
    ("one two", "two one"), ("one two", "onetwo"), ("a b c d", "a b c"), ("漢字語", "漢 字語"), ("a-b", "a b"),
    ("a-b", "a'b"), ("é", "e"), ("e\u{301}", "e"), ("", "a"), ("1 2 3", "1 2 4"),
  ])
  func `differs for texts of other words`(one: String, other: String) {
    #expect(TextSketch(one).textHash != TextSketch(other).textHash)
  }

  @Test func `is the same in every process`() {
    let sketch = TextSketch("the quick brown fox")
    #expect(sketch.words == 4)
    #expect(sketch.smallest == [15_736_201_508_489_818_151, 16_502_856_164_716_068_433])
    #expect(TextSketch("").smallest.isEmpty)
    #expect(TextSketch("").simhash == 0)
    #expect(TextSketch("two words").smallest.count == 1)
  }

  @Test func `does not see the markup`() throws {
    let plain = try facts("<p>One two three four five.")
    let marked = try facts(
      "<main><p>One <b>t</b>wo<br>three</p><div>four <i>five</i></div></main><nav>six</nav>")
    #expect(plain.sketch == marked.sketch)
    #expect(plain.mainWords == 5)
    #expect(try facts("<div>one</div>two").sketch?.words == 2)
    #expect(try facts("<script>one</script>").sketch == TextSketch())
  }

  @Test(arguments: [3, 10, 60, 130, 400, 3_000], [0, 1, 5, 20, 100])
  func `tells how alike two texts are`(count: Int, changes: Int) {
    let one = Self.words(count, seed: 7)
    var other = one
    for change in 0..<min(changes, count) { other[change * count / max(1, changes)] = "x\(change)" }
    let (first, second) = (Self.shingles(one), Self.shingles(other))
    let exact = Double(first.intersection(second).count) / Double(first.union(second).count)
    let likeness = Self.sketch(one).likeness(to: Self.sketch(other))
    #expect(likeness == Self.sketch(other).likeness(to: Self.sketch(one)))
    if first.count <= 128, second.count <= 128, first.union(second).count <= 128 {
      #expect(likeness == exact)
    } else {
      #expect(abs(likeness - exact) < 0.15)
    }
  }

  @Test func `takes texts without anything in common for that`() {
    let sketch = Self.sketch(Self.words(500, seed: 1))
    #expect(sketch.likeness(to: Self.sketch(Self.words(500, seed: 2))) < 0.05)
    #expect(sketch.likeness(to: TextSketch("")) == 0)
    #expect(sketch.likeness(to: sketch) == 1)
  }

  @Test func `finds near-duplicates of fifty words and more`() {
    // One word of so many in the middle is part of three shingles.
    func isNear(_ count: Int) -> Bool {
      let one = Self.words(count, seed: 3)
      var other = one
      other[count / 2] = "changed"
      return Self.sketch(one).isNearDuplicate(of: Self.sketch(other))
    }
    #expect(!isNear(50))
    #expect(isNear(70))
    let short = Self.sketch(Self.words(49, seed: 3))
    #expect(!short.isNearDuplicate(of: short))
    #expect(short.saysTheSame(as: short))
    let long = Self.sketch(Self.words(50, seed: 3))
    #expect(long.isNearDuplicate(of: long))
  }

  @Test func `has a simhash that differs in few bits for texts that differ in few words`() {
    let one = Self.words(1_000, seed: 3)
    var other = one
    for index in stride(from: 0, to: 1_000, by: 200) { other[index] = "changed" }
    let near = (Self.sketch(one).simhash ^ Self.sketch(other).simhash).nonzeroBitCount
    let far = (Self.sketch(one).simhash ^ Self.sketch(Self.words(1_000, seed: 4)).simhash).nonzeroBitCount
    #expect(near <= 10)
    #expect(far >= 15)
  }

  @Test func `is small, and made in time, however long the text is`() {
    let text = String(repeating: "the same again and again ", count: 80_000)
    let time = ContinuousClock().measure { #expect(TextSketch(text).smallest.count == 5) }
    #expect(time < .seconds(10))
    #expect(Self.sketch(Self.words(100_000, seed: 5, of: 100_000)).smallest.count == 128)
  }
}
