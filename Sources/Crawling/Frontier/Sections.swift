// The first segments of paths: the parts that most sites are made of.

/// How much each part of a site has had.
struct Sections {
  private var numbers: [String: Int32] = [:]
  /// URLs asked for, section by section.
  private(set) var asked: [Int] = []

  mutating func number(of segment: String) -> Int32 {
    if let number = numbers[segment] { return number }
    let number = Int32(asked.count)
    numbers[segment] = number
    asked.append(0)
    return number
  }

  mutating func ask(_ section: Int32) { asked[Int(section)] += 1 }

  mutating func forbid(_ section: Int32) { asked[Int(section)] -= 1 }
}
