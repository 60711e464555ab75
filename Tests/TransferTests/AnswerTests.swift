// Answers good, odd and hostile, and what becomes of each.

import Fixtures
import Testing
import Transfer
import WebURL

@Suite struct `An answer` {
  @Test func `arrives with status, header, body and figures`() throws {
    try withServer(["/a?b=c": .html("<title>Hello</title>", headers: [("Link", "</a>"), ("link", "</b>")])]) {
      server in
      let response = try server.fetch("/a?b=c").get()
      #expect(response.status == 200)
      #expect(response.headers["CONTENT-TYPE"] == "text/html; charset=utf-8")
      #expect(response.headers.all("link") == ["</a>", "</b>"])
      #expect(response.text == "<title>Hello</title>")
      #expect(response.wireBytes == 20)
      #expect(response.httpVersion == "1.1")
      #expect(response.remoteAddress == "127.0.0.1")
      #expect(response.timing.firstByte > .zero)
      #expect(response.timing.total >= response.timing.firstByte)
      #expect(response.timing.tls == .zero)
      let request = try #require(server.requests.first)
      #expect(request["user-agent"] == "DevSEOBot/1.0")
      #expect(request["accept-encoding"] == "gzip, br, zstd")
      #expect(request["referer"] == nil && request["cookie"] == nil && request["authorization"] == nil)
    }
  }

  @Test func `keeps the path as the URL wrote it`() throws {
    try withServer { server in
      _ = try server.fetch("/a//b/%2e%2E/c%2Fd;e?f=%20#g")
      #expect(server.paths == ["/a//c%2Fd;e?f=%20"])
    }
  }

  @Test func `to HEAD has a header only`() throws {
    try withServer(["/": .text("hello")]) { server in
      let response = try server.transfers().send(server.request(method: .head)).get()
      #expect(response.headers["content-length"] == "5")
      #expect(response.body.isEmpty)
      #expect(server.requests.map(\.method) == ["HEAD"])
    }
  }

  @Test func `is the final one, without interim responses and trailers`() throws {
    let answer = LoopbackServer.Answer.raw(
      "HTTP/1.1 100 Continue\r\nX-A: 100\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-A: 103\r\nLink: </x>\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nX-A: 200\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-A: trailer\r\n\r\n"
    )
    try withServer(["/": answer]) { server in
      let response = try server.fetch().get()
      #expect(response.status == 200)
      #expect(response.headers.all("x-a") == ["200"])
      #expect(response.headers["link"] == nil)
      #expect(response.text == "hello")
    }
  }

  @Test func `may have header values in Latin-1, folded or empty`() throws {
    let head: [UInt8] = Array("HTTP/1.1 200 OK\r\nX-L: caf".utf8) + [0xe9] + Array("\r\nX-U: café\r\n".utf8)
    let tail = Array("X-F: one\r\n\ttwo\r\nX-E:\r\nContent-Length: 0\r\n\r\n".utf8)
    try withServer(["/": .raw { $0.send(head + tail) }]) { server in
      let headers = try server.fetch().get().headers
      #expect(headers["x-l"] == "café")
      #expect(headers["x-u"] == "café")
      #expect(headers["x-f"] == "one two")
      #expect(headers["x-e"] == "")
    }
  }

  @Test(arguments: [200, 204, 206, 299, 301, 304, 404, 410, 429, 451, 500, 503, 599, 600, 999])
  func `may have any status of three digits`(_ status: Int) throws {
    try withServer(["/": .status(status)]) { server in
      try #expect(server.fetch().get().status == status)
    }
  }

  @Test func `to switch protocols, which nobody asked for, is no response`() throws {
    try withServer(["/": .raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello")]) { server in
      try #expect(server.fetch().code == .protocolError)
    }
  }

  @Test(arguments: [204, 304])
  func `with a body where there can be none is taken without it`(_ status: Int) throws {
    try withServer(["/": .raw("HTTP/1.1 \(status) X\r\nContent-Length: 5\r\n\r\nhello")]) { server in
      let response = try server.fetch().get()
      #expect(response.status == status)
      #expect(response.body.isEmpty)
    }
  }

  @Test(arguments: [
    "hello, no header at all", "<html>HTTP/0.9</html>", "HTTP/1.1 1000 X\r\n\r\n", "HTTP/1.1 20 X\r\n\r\n",
    "HTTP/1.1 abc\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
  ])
  func `that is not HTTP is an error`(_ text: String) throws {
    try withServer(["/": .raw(text)]) { server in
      try #expect(server.fetch().code == .protocolError)
    }
  }

  @Test func `that never starts is told from one that breaks off`() throws {
    let routes: [String: LoopbackServer.Answer] = [
      "/nothing": .raw(""), "/reset": .raw { $0.reset() },
      "/reset-within": .raw { connection in
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
        connection.reset()
      },
      "/short": .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
      "/header": .raw("HTTP/1.1 200 OK\r\nContent-Le"),
      "/chunk": .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
    ]
    try withServer(routes) { server in
      for path in ["/nothing", "/reset"] { try #expect(server.fetch(path).code == .reset, "\(path)") }
      for path in ["/short", "/chunk", "/header"] {
        try #expect(server.fetch(path).code == .incomplete, "\(path)")
      }
      // What the kernel threw away before it was read decides between the two.
      let code = try server.fetch("/reset-within").code
      #expect(code == .reset || code == .incomplete)
    }
  }

  @Test func `longer than its Content-Length is cut there`() throws {
    try withServer(["/": .raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, world")]) { server in
      try #expect(server.fetch().get().text == "hello")
    }
  }

  @Test func `from nobody is a refused connection`() throws {
    let (url, egress) = try withServer { ($0.url(), try Egress(allowing: $0.authority)) }
    let transfers = Transfers(profile: .untrusted(egress), userAgent: "")
    let result = transfers.send(Request(try #require(URL(url))))
    #expect(result.code == .connectRefused)
    #expect(throws: TransferError.self) { try result.get() }
  }
}
