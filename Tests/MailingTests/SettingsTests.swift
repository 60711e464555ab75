// Which way mails go, by the operator's settings; and the way into a folder.

import Fixtures
import JSONText
import Mailing
import Testing

@Suite struct `Settings of mail` {
  @Test(
    arguments: [
      (["MAIL_DIR": "m", "SMTP_URL": "smtp://localhost", "SENDGRID_API_KEY": "k"], "file"),
      (
        ["SMTP_URL": "smtp://localhost", "SENDGRID_API_KEY": "k", "SENDGRID_FROM_EMAIL": "a@b.example"],
        "smtp"
      ),
      (["SENDGRID_API_KEY": "k", "SENDGRID_FROM_EMAIL": "a@b.example"], "sendgrid"),
    ] as [([String: String], String)])
  func `choose a transport`(variables: [String: String], name: String) throws {
    for isDispatched in [false, true] {
      let settings = try MailSettings(isDispatched: isDispatched) { variables[$0] }
      #expect(settings.transport.name == name)
    }
  }

  @Test func `may be absent by hand alone`() throws {
    let settings = try MailSettings(isDispatched: false) { _ in nil }
    #expect(settings.transport.name == "file" && settings.from.address == "devseo@localhost")
    let error = #expect(throws: SendingError.self) { _ = try MailSettings(isDispatched: true) { _ in nil } }
    #expect(error?.outcome == .configuration)
    #expect(error?.description == "cannot send mail: set SENDGRID_API_KEY, SMTP_URL or MAIL_DIR")
  }

  @Test(arguments: [
    ["SMTP_URL": "smtp://u:s3cret#@h"], ["SMTP_URL": "smtp://localhost"], ["SENDGRID_API_KEY": "k"],
    ["SENDGRID_API_KEY": "k", "SENDGRID_FROM_EMAIL": "nobody"],
    ["MAIL_DIR": "m", "SENDGRID_FROM_EMAIL": "a@b\r\nBcc: c@d"],
  ])
  func `that cannot be used name themselves`(variables: [String: String]) {
    let error = #expect(throws: SendingError.self) {
      _ = try MailSettings(isDispatched: false) { variables[$0] }
    }
    #expect(error?.outcome == .configuration && error?.description.contains("s3cret") == false)
  }

  @Test func `make files of mails, the same mail the same file`() throws {
    try withTemporaryFolder { root in
      let folder = MailFolder("\(root)/mail")
      let receipt = try folder.send(try mail(), at: moment)
      #expect(receipt == (try folder.send(try mail(), at: moment)))
      _ = try folder.send(try mail(key: "test:2"), at: moment)
      let files = names(in: "\(root)/mail", withHidden: true)
      #expect(files.count == 2 && files.allSatisfy { $0.hasSuffix(".eml") && !$0.hasPrefix(".") })
      #expect(try contents(of: receipt.providerID ?? "") == mail().bytes(at: moment))
    }
  }

  @Test func `that name a folder where none can be are the operator's`() throws {
    let error = #expect(throws: SendingError.self) {
      _ = try MailFolder("/proc/nowhere").send(try mail(), at: moment)
    }
    #expect(error?.outcome == .configuration)
    #expect(error?.description.hasPrefix("cannot make the folder /proc/nowhere: ") == true)
  }
}
