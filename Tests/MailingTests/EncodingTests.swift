// The small functions underneath, by the examples of their standards.

@testable import Mailing
import Testing

@Suite struct `Encodings of mail` {
  @Test(
    arguments: [
      ("no", ["s"], "no"), ("a s3cret b", ["s3cret"], "a *** b"), ("a*b", ["*"], "a***b"), ("x", [""], "x"),
      ("bad login AHUAczNjcmV0", ["s3cret", "\0u\0s3cret"], "bad login ***"), ("a\r\nb", [], "a  b"),
    ] as [(String, [String], String)])
  func `quote others without secrets`(words: String, secrets: [String], quoted: String) {
    #expect(words.quoted(without: secrets) == quoted)
    #expect(String(repeating: "é", count: 1000).quoted(without: []).utf8.count <= 500)
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `write base64 as RFC 4648 does`(text: String, digits: String) {
    #expect(Base64.text(Array(text.utf8)) == digits)
    #expect(Base64.text(Array(text.utf8), forURLs: true) == digits.filter { $0 != "=" })
  }

  @Test func `write base64 for URLs without what a URL would escape`() {
    #expect(Base64.text([0xFB, 0xFF, 0xFE], forURLs: true) == "-__-")
    #expect(Base64.text([0xFB, 0xFF, 0xFE]) == "+//+")
  }

  @Test(arguments: [
    (0.0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_399.9, "Mon, 28 Feb 2000 23:59:59 +0000"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (4_107_542_400, "Mon, 1 Mar 2100 00:00:00 +0000"),
    (moment, "Wed, 25 Nov 2026 16:12:35 +0000"), (-5, "Thu, 1 Jan 1970 00:00:00 +0000"),
    (1e300, "Fri, 31 Dec 9999 23:59:59 +0000"), (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 +0000"),
  ])
  func `date as RFC 5322 does`(time: Double, text: String) {
    #expect(MailDate(time).text == text)
  }
}
