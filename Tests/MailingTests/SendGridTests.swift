// Mail given to who answers as SendGrid does, and what each of its answers means.

import Fixtures
import JSONText
import Mailing
import Testing

@Suite struct `The API of SendGrid` {
  private func send(
    _ message: MailMessage, to server: LoopbackServer, key: String = SendGridPeer.key
  ) throws -> MailReceipt {
    try SendGrid(key: key, base: server.url("")).send(message, at: moment)
  }

  @Test func `gets requests of its own form`() throws {
    try withServer(answering: SendGridPeer.answer) { server in
      let headers = [try MailHeader("List-Unsubscribe", "<https://app.devseo.example/u?t=1>")]
      let mails = [
        try mail(subject: "Γεια \"🎉\" \\", html: "<p>\u{1F389} </p>\u{0}", text: "a\nb", headers: headers),
        try mail(to: "ann@bücher.example", from: "reports@devseo.example"),
      ]
      for message in mails {
        #expect(try send(message, to: server).providerID == "14c5d75ce93")
      }
      let body = try JSON(parsing: server.requests[0].body)
      #expect(body["subject"] == "Γεια \"🎉\" \\")
      #expect(body["personalizations"]?[0]?["to"] == [["email": "ann@example.com", "name": "Ann Lee"]])
      #expect(body["from"] == ["email": "reports@devseo.example", "name": "DevSEO"])
      #expect(body["content"]?[0]?["value"] == "a\nb" && body["content"]?[1]?["type"] == "text/html")
      #expect(body["headers"] == ["List-Unsubscribe": "<https://app.devseo.example/u?t=1>"])
      let second = try JSON(parsing: server.requests[1].body)
      #expect(second["personalizations"]?[0]?["to"] == [["email": "ann@xn--bcher-kva.example"]])
    }
  }

  @Test func `refuses another key, and the key is in no error`() throws {
    try withServer(answering: { request in
      SendGridPeer.error(401, "bad key \(request["authorization"] ?? "")", nil)
    }) { server in
      let error = #expect(throws: SendingError.self) {
        _ = try send(try mail(), to: server, key: "SG.s3cret")
      }
      #expect(error?.outcome == .configuration)
      #expect(error?.description == "cannot use SendGrid: SendGrid answers 401: bad key Bearer ***")
    }
  }

  @Test(arguments: [
    (400, SendingError.Outcome.permanent), (413, .permanent), (422, .permanent), (401, .configuration),
    (403, .configuration), (404, .configuration), (405, .configuration), (302, .configuration),
    (429, .later(afterSeconds: nil)), (500, .later(afterSeconds: nil)), (503, .later(afterSeconds: nil)),
  ])
  func `says what becomes of a mail`(status: Int, outcome: SendingError.Outcome) throws {
    try withServer(answering: { _ in SendGridPeer.error(status, "Its own\r\nwords", "subject") }) { server in
      let error = #expect(throws: SendingError.self) { _ = try send(try mail(), to: server) }
      #expect(error?.outcome == outcome)
      #expect(error?.description.hasSuffix("SendGrid answers \(status): subject: Its own  words") == true)
      #expect(error?.isAboutRecipient == false)
    }
  }

  @Test(
    arguments: [
      ([("Retry-After", "30")], 30.0), ([("Retry-After", "99999")], 3600), ([("Retry-After", "-1")], nil),
      ([("Retry-After", "soon")], nil), ([("Retry-After", "Wed, 25 Nov 2026 16:13:05 GMT")], 30),
      ([("Retry-After", "Wed, 25 Nov 2026 16:12:05 GMT")], 0),
      ([("Retry-After", "Thu, 25 Nov 2027 16:12:05 GMT")], 3600),
      ([("Date", "Wed, 25 Nov 2026 10:00:00 GMT"), ("Retry-After", "Wed, 25 Nov 2026 10:01:00 GMT")], 60),
      ([("X-RateLimit-Reset", "\(Int(moment) + 60)")], 60),
      ([("X-RateLimit-Reset", "\(Int(moment) - 60)")], nil), ([], nil),
    ] as [([(String, String)], Double?)])
  func `may name the time to try again`(headers: [(String, String)], seconds: Double?) throws {
    try withServer(answering: { _ in .status(429, headers: headers) }) { server in
      let error = #expect(throws: SendingError.self) { _ = try send(try mail(), to: server) }
      #expect(error?.outcome == .later(afterSeconds: seconds))
    }
  }

  @Test func `may refuse the address itself`() throws {
    try withServer(answering: { _ in
      SendGridPeer.error(400, "Does not contain a valid address.", "personalizations.0.to.0.email")
    }) { server in
      let error = #expect(throws: SendingError.self) { _ = try send(try mail(), to: server) }
      #expect(error?.outcome == .permanent && error?.isAboutRecipient == true)
    }
  }

  @Test(arguments: ["", "HTTP/1.1 2", "HTTP/1.1 202 Accepted\r\nX-Mess"])
  func `that ends the connection leaves the outcome unknown`(answer: String) throws {
    try withServer(["*": .raw(answer)]) { server in
      let error = #expect(throws: SendingError.self) { _ = try send(try mail(), to: server) }
      #expect(error?.outcome == .unknown, "\(String(describing: error))")
    }
  }

  @Test func `that is not there can be tried later`() throws {
    let error = #expect(throws: SendingError.self) {
      _ = try SendGrid(key: "SG.s3cret", base: "http://127.0.0.1:1").send(try mail(), at: moment)
    }
    #expect(error?.outcome == .later(afterSeconds: nil))
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test(arguments: ["nonsense", "ftp://x", "http://user@127.0.0.1"])
  func `is at a web address`(base: String) {
    let error = #expect(throws: SendingError.self) { _ = try SendGrid(key: "k", base: base) }
    #expect(error?.outcome == .configuration)
  }

  @Test func `is not called without TLS, but on this machine`() throws {
    let error = #expect(throws: SendingError.self) {
      _ = try SendGrid(key: "k", base: "http://sendgrid.example").send(try mail(), at: moment)
    }
    #expect(error?.outcome == .configuration)
  }

  @Test func `gets no key that could end a line`() {
    let error = #expect(throws: SendingError.self) { _ = try SendGrid(key: "SG.x\r\nX: y") }
    #expect(error?.outcome == .configuration && error?.description.contains("SG.x") == false)
  }
}
