// What a request may hold, and which requests each profile sends at all.

import Fixtures
import Testing
@testable import Transfer
import WebURL

@Suite struct `A request` {
  @Test func `carries its own header fields and user agent`() throws {
    try withServer { server in
      var request = try server.request()
      request.headers = [("X-A", "1"), ("X-Empty", ""), ("X-A", "2"), ("Accept", "text/html")]
      request.userAgent = "Other/2.0"
      _ = try server.transfers().send(request)
      let heard = try #require(server.requests.first)
      #expect(heard.headers.filter { $0.name == "x-a" }.map(\.value) == ["1", "2"])
      #expect(heard["x-empty"] == "")
      #expect(heard.headers.filter { $0.name == "accept" }.map(\.value) == ["text/html"])
      #expect(heard["user-agent"] == "Other/2.0")
    }
  }

  @Test func `leaves nothing behind in the handle for the next`() throws {
    try withServer(["*": .text("hello")]) { server in
      let transfers = try server.transfers()
      var first = try server.request(method: .post)
      first.headers = [("X-A", "1"), ("Content-Type", "text/plain")]
      first.body = Array("body".utf8)
      first.userAgent = "Other/2.0"
      _ = try transfers.send(first).get()
      try #expect(transfers.send(server.request()).get().text == "hello")
      let second = try #require(server.requests.last)
      #expect(second.method == "GET")
      #expect(second["x-a"] == nil && second["content-type"] == nil && second["content-length"] == nil)
      #expect(second["user-agent"] == "DevSEOBot/1.0")
    }
  }

  @Test(arguments: [nil, 0, 1, 100_000])
  func `posts a body of any size at once, and calls it a form only when told`(_ size: Int?) throws {
    try withServer(["/": .status(202)]) { server in
      var request = try server.request(method: .post)
      request.body = size.map { [UInt8](repeating: 0, count: $0) }
      let response = try Transfers(profile: .configured, userAgent: "").send(request).get()
      #expect(response.status == 202)
      let heard = try #require(server.requests.first)
      #expect(heard.body.count == size ?? 0)
      #expect(heard["content-length"] == String(size ?? 0))
      #expect(heard["content-type"] == nil && heard["expect"] == nil)
    }
  }

  @Test(arguments: [
    ("X-A", "1\r\nX-B: 2"), ("X-A", "1\n2"), ("X-A", "\0"), ("X A", "1"), ("X-A:", "1"), ("", "1"),
    ("X\r\nY", "1"),
  ])
  func `with a field that would be another is not sent`(_ name: String, _ value: String) throws {
    try withServer { server in
      var request = try server.request()
      request.headers = [(name, value)]
      try #expect(server.transfers().send(request).code == .invalidRequest)
      #expect(server.connections == 0)
    }
  }

  @Test func `of the operator needs https unless it stays on this machine`() throws {
    let transfers = Transfers(profile: .configured, userAgent: "")
    for url in [
      "http://example.com/", "http://127.0.0.1.example.com/", "http://192.168.0.1/", "http://[::2]/",
    ] {
      let result = transfers.send(Request(try #require(URL(url))))
      #expect(result.code == .invalidRequest, "\(url)")
    }
    let result = transfers.send(Request(try #require(URL("http://api.example/"))))
    let error = #expect(throws: TransferError.self) { try result.get() }
    #expect(
      error?.description == "cannot fetch from api.example: https is required unless the host is this machine"
    )
    try withServer(["/": .text("hello")]) { server in
      try #expect(transfers.send(server.request()).get().text == "hello")
      let local = Request(try #require(URL("http://localhost:\(server.port)/")))
      #expect(try transfers.send(local).get().text == "hello")
    }
  }

  @Test func `of the operator does not follow redirects either`() throws {
    try withServer(["/": .redirect(302, to: "/b"), "/b": .text("hello")]) { server in
      try #expect(Transfers(profile: .configured, userAgent: "").send(server.request()).get().status == 302)
      #expect(server.paths == ["/"])
    }
  }

  @Test(arguments: [
    "http://example.com/", "https://example.com:8443/a?b#c", "http://xn--bcher-kva.example/",
    "http://[2001:db8::1]/",
    "http://1.2.3.4:80/", "https://a_b.example/", "http://example.com./", "http://a.example/\\@b.example/",
    "http://bücher.example/", "http://EXAMPLE.com/%2f@b/", "http://a.example/?u=@b.example",
  ])
  func `names one host, whoever reads its URL`(_ text: String) throws {
    let url = try #require(URL(text))
    let target = try Target(Request(url), profile: .untrusted(.publicOnly))
    #expect(target.host == url.hostname)
    #expect(target.port == url.effectivePort)
  }

  @Test(arguments: ["http://example.com:0/", "mailto:a@example.com", "data:,a", "https://user@example.com/"])
  func `without a host to connect to is not sent`(_ text: String) throws {
    let request = Request(try #require(URL(text)))
    let error = #expect(throws: TransferError.self) { try Target(request, profile: .untrusted(.publicOnly)) }
    #expect(error?.code == .invalidRequest)
  }
}
