// Percent signs in the URLs of servers.

import ServerURL
import Testing

@Suite struct `Percent signs in the URL of a server` {
  @Test(arguments: [
    ("", ""), ("plain", "plain"), ("p%40ss%3aword", "p@ss:word"), ("%41%4A", "AJ"), ("100%", "100%"),
    ("%4", "%4"),
    ("%zz%41", "%zzA"), ("%+1%-1", "%+1%-1"), ("%%41", "%A"), ("a+b", "a+b"), ("%2541", "%41"),
  ])
  func `stand for a byte where two hexadecimal digits follow, and for themselves elsewhere`(
    text: String, decoded: String
  ) {
    #expect(String(decoding: Array(text.utf8).percentDecoded, as: UTF8.self) == decoded)
    // Of a part of something longer only that part is read.
    #expect(Array("x\(text)y".utf8).dropFirst().dropLast().percentDecoded == Array(decoded.utf8))
  }

  @Test func `may stand for any byte`() {
    let all = (0...255).map { "%" + (String($0 >> 4, radix: 16)) + String($0 & 15, radix: 16) }.joined()
    #expect(Array(all.utf8).percentDecoded == [UInt8](0...255))
  }
}
