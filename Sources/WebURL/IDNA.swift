// International domain names: the processing of UTS #46 with the parameters that the URL standard gives it.

/// Domains between their Unicode form and the ASCII form that the name system knows.
public enum IDNA {
  /// The most bytes of a domain that is looked into.
  ///
  /// The standard has no limit, but punycode takes time by the square of the length, and pages are not to
  /// choose how much. The name system has room for 253 letters of punycode, which stand for fewer than 1,024 bytes.
  private static let longestDomain = 1_024

  /// Returns the domain in ASCII, nil when it is no domain (WHATWG URL 3.3, "domain to ASCII").
  ///
  /// A domain that is ASCII already is taken as it is, in small letters, even where a label in punycode is not
  /// valid: there are sites under such names.
  ///
  /// A domain in other scripts of more than 1,024 bytes is refused, which the standard does not ask for.
  ///
  /// - Parameters:
  ///   - domain: The domain, percent-decoded.
  ///   - beStrict: Whether hyphens, lengths and the letters of ASCII are held to the rules for host names.
  /// - Returns: The domain in small letters, its labels in punycode where they are not ASCII.
  public static func toASCII(_ domain: String, beStrict: Bool = false) -> String? {
    let isASCII = domain.utf8.allSatisfy { $0 < 0x80 }
    let ascii: String?
    if isASCII, !beStrict {
      ascii = String(decoding: domain.utf8.lazy.map(\.lowercasedASCII), as: UTF8.self)
    } else {
      ascii = processed(domain, beStrict: beStrict)
    }
    guard let ascii, !ascii.isEmpty, !ascii.utf8.contains(where: EncodeSet.forbiddenInDomain.contains) else {
      return nil
    }
    return ascii
  }

  /// Returns the domain as it may be shown to people (WHATWG URL 3.3, "domain to Unicode").
  ///
  /// Labels that break a rule stay in punycode, so what is returned leads to the same place as what was given;
  /// so does a domain of more than 1,024 bytes.
  public static func toUnicode(_ domain: String) -> String {
    guard domain.utf8.count <= longestDomain else { return domain }
    return labels(of: domain).map { label in
      let label = DomainLabel(label)
      return text(label.isValid(beStrict: false) ? label.scalars : label.original)
    }
    .joined(separator: ".")
  }

  /// Unicode ToASCII (UTS #46, section 4.2), without transitional processing.
  private static func processed(_ domain: String, beStrict: Bool) -> String? {
    guard domain.utf8.count <= longestDomain else { return nil }
    let labels = labels(of: domain).map { DomainLabel($0) }
    let isBidi = labels.contains { BidiRule.isRightToLeft($0.scalars) }
    var ascii: [String] = []
    for label in labels {
      guard label.isValid(beStrict: beStrict), !isBidi || BidiRule.allows(label.scalars),
        let text = label.ascii
      else { return nil }
      if beStrict {
        let isRoot = text.isEmpty && ascii.count == labels.count - 1 && !ascii.isEmpty
        guard isRoot || 1...63 ~= text.utf8.count else { return nil }
      }
      ascii.append(text)
    }
    let domain = ascii.joined(separator: ".")
    let length = domain.utf8.count - (domain.utf8.last == .dot ? 1 : 0)
    return beStrict && !(1...253 ~= length) ? nil : domain
  }

  /// Maps, normalises and breaks at the dots (UTS #46, section 4, steps 1 to 3).
  private static func labels(of domain: String) -> [[Unicode.Scalar]] {
    var mapped = String.UnicodeScalarView()
    for scalar in domain.unicodeScalars {
      switch CodePoint(scalar) {
      case .valid, .disallowed: mapped.append(scalar)
      case .ignored: break
      case .mapped(let replacement): mapped.append(contentsOf: replacement)
      }
    }
    return Normalization.nfc(String(mapped)).split(separator: ".", omittingEmptySubsequences: false)
      .map(Array.init)
  }

  private static func text(_ scalars: [Unicode.Scalar]) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
