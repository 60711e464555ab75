// Mails as bytes, read back by Python's email package: what went in comes out, whatever it is.

import Fixtures
import JSONText
import Mailing
import Testing

@Suite struct `A written mail` {
  private static let subjects = [
    "Hello",
    "Η αναφορά σας για το παράδειγμα.gr είναι έτοιμη: βαθμολογία 86 (+4), 3 νέα σφάλματα, 12 διορθώθηκαν",
    "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉 👩‍👩‍👧‍👦", "=?utf-8?Q?injected?=", "two  spaces", " around ", "tail =?= x",
    "example.com: 86 (+4), 3 new errors, 12 fixed and some more words so that the line is folded once or twice at its spaces",
    String(repeating: "x", count: 900), String(repeating: "long word ", count: 98), "e\u{301}a\u{308}",
    "\"quoted\" <a@b>",
  ]
  private static let texts = [
    "Hello\n", "a\n.\nb\n..\n.x\n", "From here\nFrom\n>From\n", "trailing space \ntab\t\n \n\n",
    "a=b=\n=\n=3D\n",
    String(repeating: "x", count: 10_000) + "\n", String(repeating: "é", count: 5000) + "\n",
    "Καλημέρα 🎉\n", "a\r\nb\rc\nd", "--=_boundary\n\n--\n", "a\u{0}b\u{1}c\u{2028}d\u{7F}\n",
    String(repeating: "=", count: 200) + "\n", "\n\n\n", String(repeating: " ", count: 500) + "x\n",
  ]

  private func checked(_ mails: [MailMessage]) throws -> [JSON] {
    let read = try readByPython(mails.map { $0.bytes(at: moment) })
    try #require(read.count == mails.count)
    for (mail, json) in zip(mails, read) {
      #expect(json["defects"] == [], "\(json)")
      #expect(json["ascii"] == true && json["bare"] == 0)
      #expect((json["longest"]?.integer ?? 999) <= 998)
      #expect(json["type"] == "multipart/alternative" && json["parts"]?.array?.count == 2)
      #expect(json["date"]?.double == moment)
      let names = (json["headers"]?.array ?? []).compactMap { $0[0]?.string?.lowercased() }
      #expect(Set(names).count == names.count && !names.contains("bcc"))
      #expect(header("Message-ID", json) == "<\(mail.messageID)>")
    }
    return read
  }

  private func header(_ name: String, _ json: JSON) -> String? {
    json["headers"]?.array?.first { $0[0]?.string == name }?[1]?.string
  }

  @Test func `has its subject, in every language and length`() throws {
    let read = try checked(Self.subjects.map { try mail(subject: $0) })
    for (subject, json) in zip(Self.subjects, read) { #expect(header("Subject", json) == subject) }
    #expect(read.allSatisfy { ($0["longest"]?.integer ?? 999) <= 76 })
  }

  @Test func `has its parts, plain text first`() throws {
    let read = try checked(Self.texts.map { try mail(html: "<p>\($0)</p>", text: $0) })
    for (text, json) in zip(Self.texts, read) {
      let parts = json["parts"]?.array ?? []
      #expect(parts.map { $0[0] } == ["text/plain", "text/html"])
      let expected = Self.normal(text)
      let isBlank = !text.contains { !$0.isWhitespace }
      #expect(parts[0][1]?.string == (isBlank ? "Hello" : expected))
      #expect(parts[1][1]?.string == Self.normal("<p>\(text)</p>"))
      #expect((json["longest"]?.integer ?? 999) <= 76)
    }
  }

  /// As the reader gives it: LF as line end, none at the end, no NUL.
  private static func normal(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var last: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if scalar == "\n", last == "\r" {
        last = scalar
        continue
      }
      scalars.append(scalar == "\r" ? "\n" : scalar == "\0" ? "\u{FFFD}" : scalar)
      last = scalar
    }
    while scalars.last == "\n" { scalars.removeLast() }
    return String(scalars)
  }

  @Test func `names its two people`() throws {
    let names = [
      "Ann Lee", "Lee, Ann", "Ann \"A\" Lee", "Άννα Παπαδοπούλου", "a=?utf-8?Q?b?=", "x@y", "back\\slash",
      String(repeating: "Ann ", count: 70) + "Lee",
    ]
    let mails = try names.map { name in
      let quoted = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
      return try mail(to: "\"\(quoted)\" <ann@bücher.example>", from: "\"\(quoted)\" <from@example.com>")
    }
    for (name, json) in zip(names, try checked(mails)) {
      #expect(json["to"] == [[.string(name), "ann@xn--bcher-kva.example"]])
      #expect(json["from"] == [[.string(name), "from@example.com"]])
    }
  }

  @Test func `folds further headers`() throws {
    let value =
      "<https://app.devseo.example/unsubscribe?u=\(String(repeating: "a", count: 300))>, <mailto:x@y.example>"
    let read = try checked([
      try mail(headers: [MailHeader("List-Unsubscribe", value), MailHeader("X-B", "1")])
    ])
    #expect(header("List-Unsubscribe", read[0]) == value && header("X-B", read[0]) == "1")
  }

  @Test func `is the same bytes at the same time`() throws {
    #expect(try mail().bytes(at: moment) == mail().bytes(at: moment))
    let text = String(decoding: try mail().bytes(at: 0), as: UTF8.self)
    #expect(
      text.hasPrefix("Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nFrom: DevSEO <reports@devseo.example>\r\n"))
  }
}
