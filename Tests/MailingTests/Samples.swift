// Mails to test with.

import Mailing

/// A mail with the parts that a test is about.
func mail(
  to: String = "Ann Lee <ann@example.com>", from: String = "DevSEO <reports@devseo.example>",
  subject: String = "Hello", html: String = "<p>Hello</p>", text: String = "Hello",
  headers: [MailHeader] = [], key: String = "test:1"
) throws -> MailMessage {
  try MailMessage(
    to: MailAddress(parsing: to), from: MailAddress(parsing: from), subject: subject, html: html, text: text,
    headers: headers, key: key)
}

/// A moment: Wed, 25 Nov 2026 16:12:35 UTC.
let moment = 1_795_623_155.0
