// Hashes against the examples of their standards (FIPS 180-4, NIST's CAVP; RFC 4231), and against Python's.

import Hashing
import Testing

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
    #expect(SHA256.digest(text.utf8).hexadecimal == digest)
  }

  @Test func `ends its last block at every length`() {
    // The hash of the hashes of 0 to 200 letters, by Python's hashlib.
    let all = (0...200).flatMap { SHA256.digest([UInt8](repeating: 0x61, count: $0)) }
    #expect(
      SHA256.digest(all).hexadecimal == "1be2d7d291484baf4c78d463a65b40a26c255b1946e5205eac8edad606a76fdd")
  }

  @Test(arguments: [
    (
      "Jefe", "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      String(repeating: "k", count: 131), "Test Using Larger Than Block-Size Key",
      "46ac33ede86549300c0bf2805f311de06f51067bcac093c959fafa72295111ae"
    ),
  ])
  func `signs as RFC 4231 does`(key: String, text: String, signature: String) {
    #expect(SHA256.authentication(of: Array(text.utf8), by: Array(key.utf8)).hexadecimal == signature)
  }
}
