// A mail that could carry another one cannot be made.

import Mailing
import Testing

@Suite struct `A mail` {
  @Test(arguments: [
    "Hello\r\nBcc: eve@example.com", "Hello\nBcc: eve@example.com", "Hello\rBcc: eve@example.com", "a\u{0}b",
    "a\u{85}b", "a\u{2028}Bcc: x", "a\u{2029}b", "a\u{7F}", "\tHello", "Hello\r\n\r\n<script>",
  ])
  func `is not made with a subject that could end its line`(subject: String) {
    let error = #expect(throws: MailError.self) { _ = try mail(subject: subject) }
    #expect(error?.description == "cannot use the subject: it holds a control character")
  }

  @Test func `is not made without a subject or a content`() {
    for subject in ["", "   ", "\u{A0}"] {
      #expect(throws: MailError.self) { _ = try mail(subject: subject) }
    }
    for html in ["", " \n "] { #expect(throws: MailError.self) { _ = try mail(html: html) } }
    #expect(throws: MailError.self) { _ = try mail(subject: String(repeating: "a", count: 999)) }
  }

  @Test(arguments: [
    ("Bcc", "eve@example.com"), ("to", "eve@example.com"), ("Subject", "x"), ("Content-Type", "text/plain"),
    ("content-disposition", "x"), ("Message-ID", "<x@y>"), ("X-A\r\nBcc", "x"), ("X-A:", "x"), ("X A", "x"),
    ("", "x"),
    ("X-Ä", "x"), ("X-A", "a\r\nBcc: eve@example.com"), ("X-A", "a\nb"), ("X-A", "ä"), ("X-A", ""),
    ("X-A", " a"),
    ("X-A", "a  b"), ("X-A", String(repeating: "a", count: 901)), ("Sender", "x@y"), ("Reply-To", "x@y"),
  ])
  func `has no header of that kind`(name: String, value: String) {
    #expect(throws: MailError.self) { _ = try MailHeader(name, value) }
  }

  @Test func `has each header once`() throws {
    let header = try MailHeader("X-A", "1")
    #expect(throws: MailError.self) { _ = try mail(headers: [header, MailHeader("x-a", "2")]) }
  }

  @Test func `has one name for as long as it is the same mail`() throws {
    let first = try mail(subject: "a", key: "digest:7:2026-11-25").messageID
    #expect(try mail(subject: "b", key: "digest:7:2026-11-25").messageID == first)
    #expect(try mail(key: "digest:7:2026-11-26").messageID != first)
    #expect(try mail(to: "bob@example.com", key: "digest:7:2026-11-25").messageID != first)
    #expect(first.hasSuffix("@devseo.example") && first.utf8.count == 32 + 1 + 14)
  }

  @Test func `without a text says its subject`() throws {
    #expect(try mail(subject: "Hello", text: " \n").text == "Hello")
  }
}
