// One label of a domain, and whether it may be one.

/// A label, mapped and normalised, and decoded if it was in punycode.
struct DomainLabel {
  /// The label before it was decoded.
  let original: [Unicode.Scalar]

  /// The label in Unicode; nothing that is worth looking at when it could not be decoded.
  let scalars: [Unicode.Scalar]

  private let isDecodable: Bool

  /// Decodes a label (UTS #46, section 4, step 4).
  init(_ label: [Unicode.Scalar]) {
    original = label
    guard label.starts(with: "xn--".unicodeScalars) else {
      scalars = label
      isDecodable = true
      return
    }
    let decoded = Punycode.decode(label[4...])
    // What decodes to ASCII had no need of punycode: it is a second spelling, and refused.
    isDecodable = decoded?.contains { !$0.isASCII } ?? false
    scalars = decoded ?? []
  }

  /// The label in ASCII, nil when it has no form in punycode.
  var ascii: String? {
    if scalars.allSatisfy(\.isASCII) { return String(String.UnicodeScalarView(scalars)) }
    return Punycode.encode(scalars).map { "xn--" + $0 }
  }

  /// Checks the label but for the rule for right-to-left text (UTS #46, section 4.1).
  func isValid(beStrict: Bool) -> Bool {
    guard isDecodable else { return false }
    if scalars.isEmpty { return true }
    // What was not decoded is normalised already.
    if original != scalars, Normalization.nfc(String(String.UnicodeScalarView(scalars))) != scalars {
      return false
    }
    if scalars.starts(with: "xn--".unicodeScalars) { return false }
    if beStrict {
      guard scalars.first != "-", scalars.last != "-" else { return false }
      guard scalars.count < 4 || scalars[2] != "-" || scalars[3] != "-" else { return false }
      guard scalars.allSatisfy({ !$0.isASCII || Self.isHostNameCharacter($0) }) else { return false }
    }
    return hasValidCodePoints()
  }

  private func hasValidCodePoints() -> Bool {
    var properties: [CodePointProperties] = []
    for scalar in scalars {
      guard scalar != ".", case .valid(let valid) = CodePoint(scalar) else { return false }
      properties.append(valid)
    }
    if properties.first?.isMark == true { return false }
    return scalars.indices.allSatisfy { place in
      switch scalars[place] {
      case "\u{200C}": JoinerRule.allowsNonJoiner(at: place, in: properties)
      case "\u{200D}": JoinerRule.allowsJoiner(at: place, in: properties)
      default: true
      }
    }
  }

  private static func isHostNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
  }
}
