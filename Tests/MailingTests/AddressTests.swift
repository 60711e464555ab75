// One address or none: what is taken, and all that is refused.

import Mailing
import Testing

@Suite struct `A mail's address` {
  @Test(
    arguments: [
      ("ann@example.com", nil, "ann@example.com"), (" ann@example.com ", nil, "ann@example.com"),
      ("Ann.Lee+seo@Example.COM", nil, "Ann.Lee+seo@example.com"),
      ("<ann@example.com>", nil, "ann@example.com"),
      ("Ann Lee <ann@example.com>", "Ann Lee", "ann@example.com"),
      (#""Lee, Ann" <ann@example.com>"#, "Lee, Ann", "ann@example.com"),
      (#""Ann \"A\" Lee" <ann@example.com>"#, #"Ann "A" Lee"#, "ann@example.com"),
      ("Άννα <ann@example.com>", "Άννα", "ann@example.com"), ("ann@localhost", nil, "ann@localhost"),
      ("ann@bücher.example", nil, "ann@xn--bcher-kva.example"),
      ("ann@παράδειγμα.gr", nil, "ann@xn--hxajbheg2az3al.gr"),
      ("o'hara!#$%&*+-/=?^_`{|}~@example.com", nil, "o'hara!#$%&*+-/=?^_`{|}~@example.com"),
    ] as [(String, String?, String)])
  func `is read`(text: String, name: String?, address: String) throws {
    let read = try MailAddress(parsing: text)
    #expect(read.address == address)
    #expect(read.name == name)
    #expect("\(read)" == address)
  }

  @Test(arguments: [
    ("", "there is no @ in it"), ("ann", "there is no @ in it"),
    ("ann@example.com\r\nBcc: eve@example.com", "it holds a control character"),
    ("ann@example.com\nBcc: eve@example.com", "it holds a control character"),
    ("ann@example.com\u{0}", "it holds a control character"),
    ("ann@example.com\u{2028}x", "it holds a control character"),
    ("Ann\r\nBcc: eve@example.com <ann@example.com>", "it holds a control character"),
    ("ann@example.com,eve@example.com", "it is more than one"),
    ("ann@example.com; eve@example.com", "it is more than one"),
    ("ann@example.com, Eve <eve@example.com>", "its name needs quotes, or it is more than one"),
    ("Lee, Ann <ann@example.com>", "its name needs quotes, or it is more than one"),
    ("<ann@example.com> <eve@example.com>", "its name needs quotes, or it is more than one"),
    (#""Ann" x <ann@example.com>"#, "something follows its name"),
    (#""Ann <ann@example.com>"#, "the quotes of its name do not end"),
    ("ann@", "what follows the @ is no domain"),
    ("@example.com", "what stands before the @ is no name of a mailbox"),
    ("ann lee@example.com", "what stands before the @ is no name of a mailbox"),
    ("ann..lee@example.com", "what stands before the @ is no name of a mailbox"),
    (".ann@example.com", "what stands before the @ is no name of a mailbox"),
    ("ann>@example.com", "what stands before the @ is no name of a mailbox"),
    (#""ann"@example.com"#, "what stands before the @ is no name of a mailbox"),
    ("άννα@example.com", "letters beyond ASCII before the @ are not supported"),
    ("ann@exa mple.com", "what follows the @ is no domain"),
    ("ann@example.com.", "what follows the @ is no domain"),
    ("ann@127.0.0.1", "what follows the @ is no domain"),
    ("ann@[127.0.0.1]", "what follows the @ is no domain"),
    ("ann@example.com:25", "what follows the @ is no domain"), ("ann@a/b", "what follows the @ is no domain"),
    ("ann@-example.com", "what follows the @ is no domain"),
    ("ann@exa_mple.com", "what follows the @ is no domain"),
    ("ann@example.com>", "there is no"),
    (String(repeating: "a", count: 65) + "@example.com", "what stands before the @ is no name of a mailbox"),
    ("a@" + String(repeating: "b", count: 64) + ".com", "what follows the @ is no domain"),
    (String(repeating: "a", count: 2000) + "@example.com", "it is longer than 1000 bytes"),
  ])
  func `is refused`(text: String, reason: String) {
    let error = #expect(throws: MailError.self) { _ = try MailAddress(parsing: text) }
    if text != "ann@example.com>" { #expect(error?.description == "cannot use the address: \(reason)") }
  }

  @Test func `is the same in capitals`() throws {
    #expect(try MailAddress(parsing: "Ann@Example.com").key == MailAddress(parsing: "ann@example.COM").key)
  }
}
