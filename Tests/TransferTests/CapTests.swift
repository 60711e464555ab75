// The caps on what a server may send: one test each for reaching a cap and for staying under it.

import Fixtures
import Testing
import Transfer

@Suite struct `The caps` {
  @Test func `cut a body at the decoded size, to the byte`() throws {
    let body = Array(repeating: UInt8(ascii: "x"), count: 100_000)
    try withServer(["/": .bytes(body, type: "text/plain")]) { server in
      var limits = Limits()
      limits.decodedBytes = 99_999
      let cut = try server.fetch(limits: limits).get()
      #expect(cut.isTruncated)
      #expect(cut.body.count == 99_999)
      #expect(cut.decodedBytes >= 99_999)
      limits.decodedBytes = 100_000
      let whole = try server.fetch(limits: limits).get()
      #expect(!whole.isTruncated)
      #expect(whole.body == body)
      #expect(whole.wireBytes == 100_000)
    }
  }

  @Test func `leave out the body of a type that nobody asked for`() throws {
    let body = Array(repeating: UInt8(ascii: "x"), count: 3 << 20)
    let routes = [
      "/pdf": LoopbackServer.Answer.bytes(body, type: "application/pdf"),
      "/html": .bytes(body, type: " Text/HTML ; charset=utf-8"),
      "/none": .raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"),
    ]
    try withServer(routes) { server in
      func fetch(_ path: String) throws -> Response {
        var request = try server.request(path)
        request.wantedTypes = ["text/html"]
        return try server.transfers().send(request).get()
      }
      let unwanted = try fetch("/pdf")
      #expect(unwanted.isTruncated && unwanted.body.isEmpty && unwanted.status == 200)
      #expect(unwanted.headers["content-type"] == "application/pdf")
      try #expect(fetch("/html").body.count == body.count)
      try #expect(fetch("/none").text == "hello")
    }
  }

  @Test func `cut a body without end`() throws {
    let endless = LoopbackServer.Answer.raw { connection in
      connection.send("HTTP/1.1 200 OK\r\n\r\n")
      while connection.isOpen { connection.send(Array(repeating: 0x78, count: 65_536)) }
    }
    try withServer(["/": endless]) { server in
      let response = try server.fetch().get()
      #expect(response.isTruncated)
      #expect(response.body.count == 10 << 20)
    }
  }

  @Test func `count a compressed body as decoded, and report both sizes`() throws {
    let stream = gzip(zeros: 100_000)
    try withServer(["/": .bytes(stream, type: "text/plain", headers: [("Content-Encoding", "gzip")])]) {
      server in
      let whole = try server.fetch().get()
      #expect(whole.decodedBytes == 100_105)
      #expect(whole.wireBytes == Int64(stream.count))
      #expect(whole.body.allSatisfy { $0 == 0 })
      var limits = Limits()
      limits.decodedBytes = 5000
      let cut = try server.fetch(limits: limits).get()
      #expect(cut.isTruncated)
      #expect(cut.body.count == 5000)
    }
  }

  private static let bomb = gzip(zeros: 5 << 20)

  @Test(arguments: ["Content-Length", "chunked"])
  func `refuse a bomb`(_ framing: String) throws {
    let bomb = Self.bomb
    let answer = LoopbackServer.Answer.raw { connection in
      let isChunked = framing == "chunked"
      connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
      connection.send(
        isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: \(bomb.count)\r\n\r\n")
      if isChunked { connection.send(String(bomb.count, radix: 16) + "\r\n") }
      connection.send(bomb)
      if isChunked { connection.send("\r\n0\r\n\r\n") }
    }
    try withServer(["/": answer]) { server in
      try #expect(server.fetch().code == .ratioExceeded)
    }
  }

  @Test func `refuse a bomb too small to be noticed before its end`() throws {
    let stream = gzip(zeros: 40_000)
    try withServer(["/": .bytes(stream, type: "text/plain", headers: [("Content-Encoding", "gzip")])]) {
      server in
      var limits = Limits()
      limits.ratioFloor = 30_000
      try #expect(server.fetch(limits: limits).code == .ratioExceeded)
      limits.ratioFloor = 50_000
      try #expect(server.fetch(limits: limits).code == nil)
    }
  }

  @Test func `undo two codings but not three, nor six`() throws {
    let text = Array("hello".utf8)
    func answer(_ count: Int, _ headers: [(String, String)]) -> LoopbackServer.Answer {
      .bytes((0..<count).reduce(text) { body, _ in gzip(body) }, type: "text/plain", headers: headers)
    }
    let routes = [
      "/2": answer(2, [("Content-Encoding", "gzip, gzip")]),
      "/3": answer(3, [("Content-Encoding", "gzip, GZIP , gzip")]),
      "/1+2": answer(3, [("Content-Encoding", "gzip"), ("Content-Encoding", "gzip,gzip")]),
      "/6": answer(6, [("Content-Encoding", "gzip, gzip, gzip, gzip, gzip, gzip")]),
    ]
    try withServer(routes) { server in
      try #expect(server.fetch("/2").get().text == "hello")
      for path in ["/3", "/1+2", "/6"] { try #expect(server.fetch(path).code == .undecodable) }
    }
  }

  @Test func `tell a broken coding from other failures`() throws {
    let stream = gzip(Array("hello hello hello".utf8))
    func answer(_ coding: String, _ body: [UInt8]) -> LoopbackServer.Answer {
      .bytes(body, type: "text/plain", headers: [("Content-Encoding", coding)])
    }
    let routes = [
      "/plain": answer("gzip", Array("no gzip at all".utf8)), "/br": answer("br", [255, 255, 255, 255]),
      "/zstd": answer("zstd", Array("no zstd".utf8)), "/unknown": answer("rot13", Array("uryyb".utf8)),
      "/damaged": answer("gzip", stream.dropLast(8) + [0, 0, 0, 0, 0, 0, 0, 0]),
      "/short": answer("gzip", Array(stream.dropLast(12))),
    ]
    try withServer(routes) { server in
      for path in ["/plain", "/br", "/zstd", "/unknown", "/damaged"] {
        try #expect(server.fetch(path).code == .undecodable, "\(path)")
      }
      // libcurl does not ask zlib whether a stream has ended: what came is what there is.
      try #expect(server.fetch("/short").get().text == "hello hello h")
    }
  }

  @Test func `refuse a header of too many lines or bytes`() throws {
    func flood(_ line: String, _ count: Int) -> LoopbackServer.Answer {
      .raw { connection in
        connection.send("HTTP/1.1 200 OK\r\n" + String(repeating: line + "\r\n", count: count) + "\r\n")
      }
    }
    let routes = [
      "/few": flood("X-A: b", 100), "/many": flood("X-A: b", 200),
      "/flood": flood("Set-Cookie: a=b", 100_000),
      "/large": flood("X-A: " + String(repeating: "b", count: 1000), 70),
      "/long": flood("X-A: " + String(repeating: "b", count: 70_000), 1),
      "/megabyte": flood("X-A: " + String(repeating: "b", count: 1 << 20), 1),
    ]
    try withServer(routes) { server in
      try #expect(server.fetch("/few").code == nil)
      for path in ["/many", "/flood", "/large", "/long", "/megabyte"] {
        try #expect(server.fetch(path).code == .headersTooLarge, "\(path)")
      }
    }
  }

  @Test func `count interim responses and trailers as header`() throws {
    let interim = String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", count: 100)
    let trailers = String(repeating: "X-T: 1\r\n", count: 200)
    let routes: [String: LoopbackServer.Answer] = [
      "/interim": .raw(interim + "HTTP/1.1 200 OK\r\n\r\n"),
      "/trailers": .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(trailers)\r\n"),
    ]
    try withServer(routes) { server in
      for path in routes.keys { try #expect(server.fetch(path).code == .headersTooLarge, "\(path)") }
    }
  }
}
