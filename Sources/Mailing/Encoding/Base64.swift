// Base64 (RFC 4648): for parts of mails, words of headers, and tokens in URLs.

enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  /// The text of bytes; with `forURLs` the alphabet of section 5, without padding.
  static func text(_ bytes: [UInt8], forURLs: Bool = false) -> String {
    let alphabet = letters + (forURLs ? Array("-_".utf8) : Array("+/".utf8))
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for digit in 0...group.count { text.append(alphabet[bits >> (18 - 6 * digit) & 63]) }
      if !forURLs { text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
