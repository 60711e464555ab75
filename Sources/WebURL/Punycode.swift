// Punycode (RFC 3492): any label in letters, digits and hyphens. Names are those of the RFC.

/// The encoding of labels that are not ASCII, without the "xn--" in front.
enum Punycode {
  private static let base = 36
  private static let tmin = 1
  private static let tmax = 26
  private static let skew = 38
  private static let damp = 700
  private static let initialBias = 72
  private static let initialN: UInt32 = 128

  /// Returns the label that a text stands for, nil when it stands for none.
  static func decode(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
    guard text.allSatisfy(\.isASCII) else { return nil }
    var output: [Unicode.Scalar] = []
    var rest = text
    if let delimiter = text.lastIndex(of: "-") {
      output.append(contentsOf: text[..<delimiter])
      rest = text[(delimiter + 1)...]
    }
    var n = Int(initialN)
    var i = 0
    var bias = initialBias
    while !rest.isEmpty {
      let oldI = i
      var weight = 1
      var k = base
      while true {
        guard let scalar = rest.popFirst(), let digit = digitValue(scalar) else { return nil }
        let (step, overflow) = digit.multipliedReportingOverflow(by: weight)
        guard !overflow, step <= Int(Int32.max) - i else { return nil }
        i += step
        let threshold = min(max(k - bias, tmin), tmax)
        if digit < threshold { break }
        weight *= base - threshold
        guard weight <= Int(Int32.max) else { return nil }
        k += base
      }
      let count = output.count + 1
      bias = adapted(delta: i - oldI, count: count, isFirst: oldI == 0)
      n += i / count
      i %= count
      guard let scalar = UInt32(exactly: n).flatMap(Unicode.Scalar.init) else { return nil }
      output.insert(scalar, at: i)
      i += 1
    }
    return output
  }

  /// Returns the text that stands for a label, nil when a number in it would be too large.
  static func encode(_ label: [Unicode.Scalar]) -> String? {
    var output = label.filter(\.isASCII)
    let basicCount = output.count
    if basicCount > 0 { output.append("-") }
    var n = initialN
    var delta = 0
    var bias = initialBias
    var handled = basicCount
    while handled < label.count {
      guard let m = label.lazy.map(\.value).filter({ $0 >= n }).min() else { return nil }
      delta += Int(m - n) * (handled + 1)
      guard delta <= Int(Int32.max) else { return nil }
      n = m
      for scalar in label {
        if scalar.value < n { delta += 1 }
        guard scalar.value == n else { continue }
        appendVariableLength(delta, bias: bias, to: &output)
        bias = adapted(delta: delta, count: handled + 1, isFirst: handled == basicCount)
        delta = 0
        handled += 1
      }
      delta += 1
      n += 1
    }
    return String(String.UnicodeScalarView(output))
  }

  private static func appendVariableLength(_ delta: Int, bias: Int, to output: inout [Unicode.Scalar]) {
    var q = delta
    var k = base
    while true {
      let threshold = min(max(k - bias, tmin), tmax)
      if q < threshold { break }
      output.append(digit(threshold + (q - threshold) % (base - threshold)))
      q = (q - threshold) / (base - threshold)
      k += base
    }
    output.append(digit(q))
  }

  private static func adapted(delta: Int, count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var k = 0
    while delta > (base - tmin) * tmax / 2 {
      delta /= base - tmin
      k += base
    }
    return k + (base - tmin + 1) * delta / (delta + skew)
  }

  private static func digitValue(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar {
    case "a"..."z": Int(scalar.value) - 0x61
    case "A"..."Z": Int(scalar.value) - 0x41
    case "0"..."9": Int(scalar.value) - 0x30 + 26
    default: nil
    }
  }

  private static func digit(_ value: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26))
  }
}
