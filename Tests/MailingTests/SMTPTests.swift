// Mail given to a real mail server, and what each of its answers means.

import Fixtures
import JSONText
@testable import Mailing
import Testing
import Transfer

@Suite(.serialized) struct `A mail server` {
  private func transport(_ server: MailServer, login: String = "") throws -> SMTPTransport {
    SMTPTransport(try SMTPServer(parsing: "smtp://\(login)127.0.0.1:\(server.port)/client.test"))
  }

  @Test func `gets the mail as it was written, and who it is from and to`() throws {
    try withMailServer { server in
      let message = try mail(subject: "Γεια", html: "<p>\n.\n..\n</p>", text: "a\n.\nb\n..\n.")
      let receipt = try transport(server).send(message, at: moment)
      #expect(receipt.providerID == "250 2.0.0 taken as 4711")
      let taken = try #require(try server.mails.first)
      #expect(taken["from"] == "reports@devseo.example" && taken["to"] == ["ann@example.com"])
      #expect(taken["user"] == .null && taken["tls"] == false && taken["client"] == "client.test")
      let content = try #require(taken["content"]?.string)
      #expect(content == Base64.text(message.bytes(at: moment)))
    }
  }

  @Test func `gets mail from those who log in`() throws {
    try withMailServer { server in
      let login = "user:\(MailServer.encodedPassword)@"
      _ = try transport(server, login: login).send(try mail(), at: moment)
      #expect(try server.mails.first?["user"] == "user")
      let error = #expect(throws: SendingError.self) {
        _ = try transport(server, login: "user:wr0ng-pass@").send(try mail(), at: moment)
      }
      #expect(error?.outcome == .configuration)
      #expect(error?.description.contains("the login with 535") == true)
      #expect(error?.description.contains("wr0ng") == false)
      #expect(try server.mails.count == 1)
    }
  }

  @Test func `says what becomes of a mail`() throws {
    try withMailServer { server in
      let later = SendingError.Outcome.later(afterSeconds: nil)
      let cases: [(to: String, from: String, SendingError.Outcome, String, Bool)] = [
        ("gone", "a", .permanent, "the recipient with 550 5.1.1 no such user", true),
        ("gone-plainly", "a", .permanent, "the recipient with 550 no such user", true),
        ("policy", "a", .permanent, "the recipient with 550 5.7.1 not for you", false),
        ("grey", "a", later, "the recipient with 451 4.7.1 come back later", false),
        ("login", "a", .configuration, "the recipient with 530 5.7.0 log in first", false),
        ("spam", "a", .permanent, "the mail with 554 5.7.1 that is spam", false),
        ("busy", "a", later, "the mail with 452 4.3.1 no room", false),
        ("closing", "a", later, "the mail with 421 4.3.2 closing", false),
        ("ann", "stranger", .configuration, "the sender with 550 5.7.1 you may not write", false),
        ("ann", "waiting", later, "the sender with 450 4.1.8 not yet", false),
      ]
      for (to, from, outcome, words, isAboutRecipient) in cases {
        let error = #expect(throws: SendingError.self) {
          let message = try mail(to: "\(to)@example.com", from: "\(from)@devseo.example")
          _ = try transport(server).send(message, at: moment)
        }
        #expect(error?.outcome == outcome, "\(to): \(String(describing: error))")
        #expect(error?.description.hasSuffix(words) == true, "\(String(describing: error))")
        #expect(error?.isAboutRecipient == isAboutRecipient, "\(to)")
      }
      let taken = try server.mails
      #expect(taken.isEmpty)
    }
  }

  @Test func `that goes away after the last line leaves the outcome unknown`() throws {
    try withMailServer { server in
      let error = #expect(throws: SendingError.self) {
        _ = try transport(server).send(try mail(to: "lost@example.com"), at: moment)
      }
      #expect(error?.outcome == .unknown, "\(String(describing: error))")
    }
  }

  @Test func `that goes away before the last line has nothing`() throws {
    try withMailServer { server in
      // More than two sockets hold.
      let content = Array("Subject: x\r\n\r\n".utf8) + [UInt8](repeating: 0x78, count: 32 << 20)
      let address = try SMTPServer(parsing: "smtp://127.0.0.1:\(server.port)")
      let delivery = SMTPExchange(content, from: "a@b.example", to: "cut@example.com", by: address).deliver()
      #expect(delivery.step == .content && delivery.reply == nil && delivery.error != nil, "\(delivery)")
      let error = #expect(throws: SendingError.self) { _ = try transport(server).receipt(delivery) }
      #expect(error?.outcome == .later(afterSeconds: nil))
    }
  }

  @Test func `that is not there can be tried later`() throws {
    // Nothing listens on port 1.
    let transport = SMTPTransport(try SMTPServer(parsing: "smtp://user:s3cret@127.0.0.1:1"))
    let error = #expect(throws: SendingError.self) { _ = try transport.send(try mail(), at: moment) }
    #expect(error?.outcome == .later(afterSeconds: nil))
    #expect(error?.description.hasPrefix("cannot send the mail by smtp://127.0.0.1:1: ") == true)
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test func `that never says a word can be tried later`() throws {
    // It waits for a request, as we wait for its greeting.
    try withServer { silent in
      let address = try SMTPServer(parsing: "smtp://\(silent.authority)")
      let exchange = SMTPExchange(
        Array("x\r\n".utf8), from: "a@b.example", to: "ann@example.com", by: address, total: .seconds(1))
      let delivery = exchange.deliver()
      #expect(delivery.step == .connecting && delivery.reply == nil && delivery.error?.code == .timedOut)
      let error = #expect(throws: SendingError.self) { _ = try SMTPTransport(address).receipt(delivery) }
      #expect(error?.outcome == .later(afterSeconds: nil))
    }
  }

  @Test func `whose certificate nobody knows gets nothing`() throws {
    try withMailServer { server in
      for url in ["smtps://127.0.0.1:\(server.tlsPort)", "smtp://127.0.0.1:\(server.port)?tls=required"] {
        let transport = SMTPTransport(try SMTPServer(parsing: url))
        let error = #expect(throws: SendingError.self) { _ = try transport.send(try mail(), at: moment) }
        #expect(error?.outcome == .configuration, "\(String(describing: error))")
      }
      let taken = try server.mails
      #expect(taken.isEmpty)
    }
  }

  @Test(arguments: [
    ("smtp://mail.example.com", "smtp://mail.example.com:587", SMTPServer.Security.required),
    ("smtps://u:p@mail.example.com", "smtps://mail.example.com:465", .fromTheStart),
    ("SMTP://localhost:25", "smtp://localhost:25", .none),
    ("smtp://localhost:80", "smtp://localhost:80", .none),
    ("smtp://127.0.0.1", "smtp://127.0.0.1:587", .none),
    ("smtp://[::1]:25", "smtp://[::1]:25", .none),
    ("smtp://localhost?tls=required", "smtp://localhost:587", .required),
    ("smtp://bücher.example/me.example", "smtp://xn--bcher-kva.example:587", .required),
  ])
  func `is named by a URL`(text: String, shown: String, security: SMTPServer.Security) throws {
    let server = try SMTPServer(parsing: text)
    #expect("\(server)" == shown && server.security == security)
    var dumped = ""
    dump(server, to: &dumped)
    #expect("\(String(reflecting: server))\(dumped)".contains("p@") == false)
  }

  @Test(arguments: [
    "", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://user:a#b@mail.example.com",
    "smtp://:password@mail.example.com", "smtp://u:%0d%0aMAIL@mail.example.com",
    "smtp://mail.example.com/a b",
    "smtp://mail.example.com?tls=none", "smtps://mail.example.com?tls=required", "smtp://mail.example.com:0",
    "smtp://u:p@mail.example.com/%0d%0aDATA", "smtp://mail.example.com:99999",
  ])
  func `is not named by anything else`(text: String) {
    let error = #expect(throws: InvalidSMTPServer.self) { _ = try SMTPServer(parsing: text) }
    #expect(error?.description.contains("password@") == false)
  }
}
