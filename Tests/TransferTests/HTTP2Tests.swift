// HTTP/2 with a server that many sites run.

import Fixtures
import Testing
import Transfer
import WebURL

@Suite struct `A server that speaks HTTP/2` {
  private static let page = "location / { return 200 'hello'; }"

  @Test func `gets all requests at once over one connection`() throws {
    try withNginx(Self.page) { server in
      let responses = try fetch(20, from: server)
      #expect(responses.compactMap { try? $0.get().httpVersion } == Array(repeating: "2", count: 20))
      #expect(connections(responses) == 1)
      #expect(responses.allSatisfy { (try? $0.get().text) == "hello" })
    }
  }

  @Test func `may take one stream at a time`() throws {
    try withNginx("http2_max_concurrent_streams 1; " + Self.page) { server in
      let responses = try fetch(20, from: server)
      #expect(responses.allSatisfy { (try? $0.get().httpVersion) == "2" })
    }
  }

  @Test func `may say goodbye on the way`() throws {
    try withNginx("keepalive_requests 5; " + Self.page) { server in
      let responses = try fetch(40, from: server)
      #expect(responses.allSatisfy { (try? $0.get().status) == 200 }, "\(responses.compactMap(\.code))")
      #expect(connections(responses) > 1)
    }
  }

  @Test func `may end a stream, which is as good as a connection that broke`() throws {
    try withNginx("location / { return 444; }") { server in
      for response in try fetch(3, from: server) { #expect(response.code == .reset) }
    }
  }

  @Test func `may pack what it sends`() throws {
    let text = String(repeating: "hello ", count: 500)
    try withNginx("gzip on; gzip_min_length 100; location / { return 200 '\(text)'; }") { server in
      let response = try #require(try fetch(1, from: server).first).get()
      #expect(response.text == text)
      #expect(response.headers["content-encoding"] == "gzip")
      #expect(response.wireBytes < 1_000)
      #expect(response.decodedBytes == 3_000)
    }
  }

  @Test func `is known by its certificate alone`() throws {
    try withNginx(Self.page) { server in
      let egress = try Egress(allowing: "127.0.0.1:\(server.port)")
      let transfers = Transfers(profile: .untrusted(egress), userAgent: "")
      #expect(transfers.send(Request(try #require(URL(server.url())))).code == .tls)
    }
  }

  /// The ends of so many requests that start together.
  private func fetch(_ count: Int, from server: NginxServer) throws -> [Result<Response, TransferError>] {
    var egress = try Egress(allowing: "127.0.0.1:\(server.port)")
    egress.authorities = server.certificate
    let transfers = Transfers(profile: .untrusted(egress), userAgent: "DevSEOBot/1.0")
    let url = try #require(URL(server.url()))
    for id in 0..<count { try transfers.start(Request(url), id: id) }
    return transfers.finish().map(\.result)
  }

  private func connections(_ responses: [Result<Response, TransferError>]) -> Int {
    responses.count { (try? $0.get().isReusedConnection) == false }
  }
}
