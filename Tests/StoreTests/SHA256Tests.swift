// The digest against the examples of its standard (FIPS 180-4, NIST's CAVP).

import Testing

@testable import Store

@Suite struct `SHA-256` {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000),
      "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    ),
  ])
  func `is what the standard says`(text: String, digest: String) {
    let hex = SHA256.digest(text.utf8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(hex == digest)
  }

  @Test func `ends its last block at every length`() {
    // 55, 56 and 64 bytes are where the length begins a block of its own.
    let digests = (50...70).map { SHA256.digest(String(repeating: "x", count: $0).utf8) }
    #expect(Set(digests).count == digests.count)
  }
}
