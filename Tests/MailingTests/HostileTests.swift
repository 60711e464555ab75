// Mails made of pieces that are easily broken, put together at random: what is not refused has one recipient, reads
// back as it was, and holds nothing that was not asked for.

import Fixtures
import JSONText
import Mailing
import Testing

@Suite struct `A mail of random pieces` {
  private static let pieces = [
    "a", " ", "  ", "\r\n", "\n", "\r", "\t", "\u{0}", "Bcc: eve@example.com", ":", ",", ";", "<", ">", "\"",
    "\\", "@",
    "=?utf-8?B?QmNjOg==?=", "=?", "?=", ".", "\n.\n", "From ", "--=_", "é", "😀", "\u{2028}", "\u{85}",
    "\u{200B}",
    "e\u{301}", "=", "=0D=0A", String(repeating: "x", count: 120), "(c)", "[1]", "%0d%0a", "\u{FEFF}",
    "\u{7F}",
  ]

  /// The numbers of a linear congruential generator (Knuth's MMIX).
  private struct Numbers {
    var state: UInt64
    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    mutating func text(of count: Int) -> String {
      (0..<next(below: count) + 1).map { _ in pieces[next(below: pieces.count)] }.joined()
    }
  }

  @Test func `is refused or is one mail`() throws {
    var numbers = Numbers(state: 4711)
    var mails: [MailMessage] = []
    var refused = 0
    for _ in 0..<3000 {
      let (name, subject) = (numbers.text(of: 3), numbers.text(of: 3))
      let (html, text) = (numbers.text(of: 8), numbers.text(of: 8))
      do {
        mails.append(try mail(to: "\"\(name)\" <ann@example.com>", subject: subject, html: html, text: text))
      } catch is MailError {
        refused += 1
      }
    }
    #expect(mails.count > 300 && refused > 300, "\(mails.count) and \(refused)")
    let read = try readByPython(mails.map { $0.bytes(at: moment) })
    try #require(read.count == mails.count)
    for (mail, json) in zip(mails, read) {
      let headers = json["headers"]?.array ?? []
      #expect(
        headers.compactMap { $0[0]?.string } == [
          "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
        ])
      #expect(json["to"]?.array?.count == 1 && json["to"]?[0]?[1] == "ann@example.com")
      #expect(headers[3][1]?.string == mail.subject, "\(mail.subject.debugDescription)")
      #expect(json["ascii"] == true && json["bare"] == 0 && (json["longest"]?.integer ?? 999) <= 76)
      #expect(json["parts"]?.array?.count == 2)
    }
  }
}
