// Servers that take their time. The limits are shortened; what is tested is which of them ends the transfer.

import Fixtures
import Testing
import Transfer
import WebURL

@Suite struct `A slow server` {
  @Test func `that never answers is left when the time is over`() throws {
    try withServer(["/": .silence]) { server in
      try #expect(server.fetch(limits: short).code == .timedOut)
    }
  }

  @Test func `that sends its header byte by byte is left when the time is over`() throws {
    let header = "HTTP/1.1 200 OK\r\nX-A: " + String(repeating: "a", count: 1000)
    try withServer(["/": .raw { $0.trickle(header, every: 10) }]) { server in
      try #expect(server.fetch(limits: short).code == .timedOut)
    }
  }

  @Test func `that sends chunks without end is left when the time is over`() throws {
    let answer = LoopbackServer.Answer.raw { connection in
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      while connection.isOpen { connection.trickle("1\r\nx\r\n", every: 5) }
    }
    try withServer(["/": answer]) { server in
      try #expect(server.fetch(limits: short).code == .timedOut)
    }
  }

  @Test func `that announces much and sends little is left for being slow`() throws {
    // Takes two seconds: libcurl counts slowness in whole ones.
    let answer = LoopbackServer.Answer.raw { connection in
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
      while connection.isOpen { connection.trickle("x", every: 50) }
    }
    try withServer(["/": answer]) { server in
      var limits = Limits()
      limits.lowSpeedTime = .seconds(1)
      let clock = ContinuousClock()
      var code: TransferError.Code?
      let time = try clock.measure { code = try server.fetch(limits: limits).code }
      #expect(code == .timedOut)
      #expect(time < .seconds(5))
    }
  }

  @Test func `that stalls in the TLS handshake is a failure of TLS`() throws {
    try withServer { server in
      var limits = Limits()
      limits.connect = .milliseconds(200)
      var request = Request(try #require(URL("https://\(server.authority)/")))
      request.limits = limits
      try #expect(server.transfers().send(request).code == .tls)
      #expect(server.connections == 1)
      #expect(server.requests.isEmpty)
    }
  }

  private var short: Limits {
    var limits = Limits()
    limits.total = .milliseconds(200)
    return limits
  }
}
