// Signatures of a few bytes.

extension SHA256 {
  /// The 32 bytes of the signature of `message` by `key`: HMAC (RFC 2104).
  public static func authentication(of message: [UInt8], by key: [UInt8]) -> [UInt8] {
    let short = key.count > 64 ? digest(key) : key
    let block = short + [UInt8](repeating: 0, count: 64 - short.count)
    return digest(block.map { $0 ^ 0x5c } + digest(block.map { $0 ^ 0x36 } + message))
  }
}

extension Sequence<UInt8> {
  /// Two digits a byte, in small letters.
  public var hexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
