// One segment of a path, or the name of a parameter, as a pattern.

/// A piece of a URL between slashes.
struct Segment {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The segment with `{h}` for names, and else as it is.
  var withoutNames: String { marked(isMarkingAll: false) }

  /// The segment with `{d}` for dates, `{h}` for names in hexadecimal of eight digits and more, UUIDs and other names
  /// that letters and digits take turns in, and `{n}` for other digits.
  var pattern: String { marked(isMarkingAll: true) }

  private func marked(isMarkingAll: Bool) -> String {
    guard bytes.contains(where: \.isDigit) || bytes.count >= Self.shortestName else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var pattern: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "%"), index + 2 < bytes.count {
        // A character in triplets; its digits are none.
        pattern += bytes[index..<index + 3]
        index += 3
      } else if let end = uuid(at: index) ?? name(at: index) {
        pattern += Self.name
        index = end
      } else if isMarkingAll, let end = date(at: index) {
        pattern += Self.date
        index = end
      } else if isMarkingAll, byte.isDigit {
        pattern += Self.number
        index = end(from: index, \.isDigit)
      } else if byte.isLetterOrDigit {
        let end = end(from: index) { $0.isLetterOrDigit && !(isMarkingAll && $0.isDigit) }
        pattern += bytes[index..<end]
        index = end
      } else {
        pattern.append(byte)
        index += 1
      }
    }
    return String(decoding: pattern, as: UTF8.self)
  }

  private static let shortestName = 8
  private static let name = Array("{h}".utf8)
  private static let date = Array("{d}".utf8)
  private static let number = Array("{n}".utf8)

  private func end(from start: Int, _ isInside: (UInt8) -> Bool) -> Int {
    bytes[start...].firstIndex { !isInside($0) } ?? bytes.count
  }

  private func isStart(_ index: Int) -> Bool { index == 0 || !bytes[index - 1].isLetterOrDigit }

  /// Where a run of letters and digits ends that begins here and looks like made by a machine.
  private func name(at index: Int) -> Int? {
    guard isStart(index), bytes[index].isLetterOrDigit else { return nil }
    let end = end(from: index, \.isLetterOrDigit)
    let run = bytes[index..<end]
    guard run.count >= Self.shortestName, !run.allSatisfy(\.isDigit) else { return nil }
    if run.allSatisfy(\.isHexDigit) { return end }
    // Words with a number behind have one change of that kind, or two.
    let changes = zip(run, run.dropFirst()).count { $0.isDigit != $1.isDigit }
    return run.count >= 16 && changes >= 4 ? end : nil
  }

  private func uuid(at index: Int) -> Int? {
    guard isStart(index), index + 36 <= bytes.count else { return nil }
    for (offset, byte) in bytes[index..<index + 36].enumerated() {
      let isHyphen = offset == 8 || offset == 13 || offset == 18 || offset == 23
      guard isHyphen ? byte == UInt8(ascii: "-") : byte.isHexDigit else { return nil }
    }
    let end = index + 36
    return end == bytes.count || !bytes[end].isLetterOrDigit ? end : nil
  }

  /// Where a date ends that begins here: `2026-11-25`, `2026-11`, `20261125`, with `_` or `.` as well.
  private func date(at index: Int) -> Int? {
    guard index == 0 || !bytes[index - 1].isDigit else { return nil }
    let digits = bytes[index...].prefix(while: \.isDigit)
    if digits.count == 8, isDate(digits.prefix(4), digits.dropFirst(4).prefix(2), digits.suffix(2)) {
      return digits.endIndex
    }
    guard digits.count == 4, let mark = bytes[digits.endIndex...].first, "-_.".utf8.contains(mark) else {
      return nil
    }
    let month = bytes[(digits.endIndex + 1)...].prefix(while: \.isDigit)
    guard isDate(digits, month, [1]) else { return nil }
    guard bytes[month.endIndex...].first == mark else { return month.endIndex }
    let day = bytes[(month.endIndex + 1)...].prefix(while: \.isDigit)
    return isDate(digits, month, day) ? day.endIndex : month.endIndex
  }

  private func isDate(_ year: ArraySlice<UInt8>, _ month: ArraySlice<UInt8>, _ day: ArraySlice<UInt8>) -> Bool
  {
    let number = { (digits: ArraySlice<UInt8>) in digits.reduce(0) { $0 * 10 + Int($1 & 15) } }
    guard 1...2 ~= month.count, 1...2 ~= day.count else { return false }
    return 1_900...2_199 ~= number(year) && 1...12 ~= number(month) && 1...31 ~= number(day)
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { 0x30...0x39 ~= self }
  fileprivate var isLetterOrDigit: Bool { isDigit || 0x61...0x7A ~= self | 0x20 }
  fileprivate var isHexDigit: Bool { isDigit || 0x61...0x66 ~= self | 0x20 }
}
