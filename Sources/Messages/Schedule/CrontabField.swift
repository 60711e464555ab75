// One field of a crontab line as a set of numbers: `*`, numbers, names, ranges, steps, and lists of these.

internal import JSONText

/// What one of the five fields may say.
struct CrontabField {
  /// What it is called.
  let name: String
  /// The numbers that it is about.
  let range: ClosedRange<Int>
  /// English names of the numbers, the first of the range first; their first three letters do.
  var names: [String] = []
  /// Whether 7 is 0 as well: Sunday.
  var isCircle = false

  /// The fields in their order.
  static let all = [
    CrontabField(name: "minute", range: 0...59), CrontabField(name: "hour", range: 0...23),
    CrontabField(name: "day of the month", range: 1...31),
    CrontabField(
      name: "month", range: 1...12,
      names: [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
      ]),
    CrontabField(
      name: "day of the week", range: 0...6,
      names: ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"], isCircle: true),
  ]

  /// All numbers of the field.
  var whole: UInt64 { range.reduce(into: 0) { $0 |= 1 << UInt64($1) } }

  /// Reads the field.
  ///
  /// - Parameter text: For example `*/15`, `mon-fri`, `1,15` or `22-4/2`; a range may go beyond the end and on from
  ///   the beginning, as Celery has it.
  /// - Returns: Bit n is set when n is in the set.
  /// - Throws: ``JSONError``, without a path.
  func set(_ text: Substring) throws(JSONError) -> UInt64 {
    var set: UInt64 = 0
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      for number in try numbers(part) { set |= 1 << UInt64(isCircle && number == 7 ? 0 : number) }
    }
    return set
  }

  private func numbers(_ part: Substring) throws(JSONError) -> [Int] {
    let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = try span(halves[0])
    guard halves.count > 1 else { return numbers }
    guard let step = Self.digits(halves[1]), (1...range.count).contains(step) else {
      throw unfit("\(part) takes no step from 1 to \(range.count)")
    }
    guard halves[0] == "*" || halves[0].contains("-") else {
      throw unfit("\(part) has a step but no range: write \(halves[0])-\(range.upperBound)/\(step)")
    }
    return stride(from: 0, to: numbers.count, by: step).map { numbers[$0] }
  }

  private func span(_ text: Substring) throws(JSONError) -> [Int] {
    if text == "*" { return Array(range) }
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let first = try number(ends[0])
    guard ends.count > 1 else { return [first] }
    let last = try number(ends[1])
    if first <= last { return Array(first...last) }
    let start = isCircle && first == 7 ? 0 : first
    return start <= last
      ? Array(start...last) : Array(start...range.upperBound) + Array(range.lowerBound...last)
  }

  private func number(_ text: Substring) throws(JSONError) -> Int {
    if let number = Self.digits(text) {
      guard range.contains(number) || isCircle && number == 7 else {
        throw unfit("\(text) is not within \(range.lowerBound)-\(range.upperBound)")
      }
      return number
    }
    let name = text.lowercased()
    guard name.count >= 3, let place = names.firstIndex(where: { $0.hasPrefix(name) }) else {
      throw unfit(
        text.isEmpty ? "a number is missing" : "\(text) is no number\(names.isEmpty ? "" : " or name")")
    }
    return range.lowerBound + place
  }

  /// One to four digits as a number.
  private static func digits(_ text: Substring) -> Int? {
    (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private func unfit(_ reason: String) -> JSONError { JSONError(.unfit, "\(name): \(reason)") }
}
