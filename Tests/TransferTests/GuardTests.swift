// That no way of naming this machine gets a connection out of the untrusted profile. The servers here are
// canaries: a test fails when one of them sees a connection.

import Fixtures
import Glibc
import Testing
@testable import Transfer
import WebURL

@Suite struct `The egress guard` {
  @Test(arguments: [
    "127.0.0.1", "127.1", "0x7f.1", "0177.0.0.1", "2130706433", "0x7f000001", "017700000001", "localhost",
    "LOCALHOST", "a.localhost", "127.0.0.1.", "0", "0.0.0.0", "１２７.０.０.１", "127。0。0。1",
  ])
  func `refuses every writing of an IPv4 loopback address`(_ host: String) throws {
    try withServer { canary in
      try #expect(outcome("http://\(host):\(canary.port)/") == .refusedByPolicy)
      #expect(canary.connections == 0)
    }
  }

  @Test func `does not connect localhost with a dot, whatever the resolver makes of it`() throws {
    try withServer { canary in
      let code = try outcome("http://localhost.:\(canary.port)/")
      #expect(code == .refusedByPolicy || code == .dns)
      #expect(canary.connections == 0)
    }
  }

  @Test(arguments: [
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]",
  ])
  func `refuses every writing of an IPv6 loopback address`(_ host: String) throws {
    try withServer(on: "::1") { canary in
      try #expect(outcome("http://\(host):\(canary.port)/") == .refusedByPolicy)
      #expect(canary.connections == 0)
    }
    try withServer { canary in
      try #expect(outcome("http://\(host):\(canary.port)/") == .refusedByPolicy)
      #expect(canary.connections == 0)
    }
  }

  @Test(arguments: ["user@127.0.0.1", "user:password@127.0.0.1", "example.com:80@127.0.0.1"])
  func `sends nothing to a URL with credentials`(_ authority: String) throws {
    try withServer { canary in
      try #expect(outcome("http://\(authority):\(canary.port)/") == .invalidRequest)
      #expect(canary.connections == 0)
    }
  }

  @Test(arguments: ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "dict://127.0.0.1/"])
  func `sends nothing by other schemes`(_ url: String) throws {
    try #expect(outcome(url) == .invalidRequest)
  }

  @Test(arguments: ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "64:ff9b::7f00:1"])
  func `refuses a name that resolves to an internal address`(_ address: String) throws {
    try withServer { canary in
      var egress = Egress.publicOnly
      egress.resolving = ["site.example": [address]]
      let transfers = Transfers(profile: .untrusted(egress), userAgent: "")
      let result = transfers.send(Request(try #require(URL("http://site.example:\(canary.port)/"))))
      let target = try #require(SocketAddress(address, port: canary.port))
      #expect(
        throws: TransferError(
          .refusedByPolicy, target: "site.example:\(canary.port)",
          detail: "the address \(target) is not permitted")
      ) { try result.get() }
      #expect(canary.connections == 0)
    }
  }

  @Test(arguments: [["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"]])
  func `connects a name with internal and permitted addresses to the permitted one only`(
    _ addresses: [String]
  ) throws {
    // The server hears both addresses; 127.0.0.2 stands for the public one.
    try withServer(["/": .text("hello")], on: "0.0.0.0") { server in
      var egress = try Egress(allowing: "127.0.0.2:\(server.port)")
      egress.resolving = ["site.example": addresses]
      let transfers = Transfers(profile: .untrusted(egress), userAgent: "")
      let response = try transfers.send(Request(try #require(URL("http://site.example:\(server.port)/"))))
        .get()
      #expect(response.remoteAddress == "127.0.0.2")
      #expect(server.connections == 1)
    }
  }

  @Test func `reports the refusal also when the other address does not answer`() throws {
    let (port, egress) = try withServer { server in
      var egress = try Egress(allowing: "127.0.0.2:\(server.port)")
      egress.resolving = ["site.example": ["127.0.0.1", "127.0.0.2"]]
      return (server.port, egress)
    }
    let transfers = Transfers(profile: .untrusted(egress), userAgent: "")
    #expect(
      transfers.send(Request(try #require(URL("http://site.example:\(port)/")))).code == .refusedByPolicy)
  }

  @Test func `does not look for a name that is said not to exist`() throws {
    var egress = Egress.publicOnly
    egress.resolving = ["site.example": []]
    let transfers = Transfers(profile: .untrusted(egress), userAgent: "")
    #expect(transfers.send(Request(try #require(URL("http://site.example/")))).code == .dns)
  }

  @Test func `tells an allowed port from its neighbour`() throws {
    try withServer(["/": .text("hello")]) { server in
      try withServer { canary in
        let transfers = try server.transfers()
        try #expect(transfers.send(server.request()).get().text == "hello")
        try #expect(transfers.send(canary.request()).code == .refusedByPolicy)
        #expect(canary.connections == 0)
      }
    }
  }

  @Test func `reaches IPv6 loopback when that is allowed`() throws {
    try withServer(["/": .text("hello")], on: "::1") { server in
      let response = try server.fetch().get()
      #expect(response.text == "hello")
      #expect(response.remoteAddress == "::1")
    }
  }

  @Test func `does not follow a redirect`() throws {
    try withServer { canary in
      try withServer(["/": .redirect(301, to: canary.url())]) { server in
        let response = try server.fetch().get()
        #expect(response.status == 301)
        #expect(response.headers["Location"] == canary.url())
        #expect(server.paths == ["/"])
        #expect(canary.connections == 0)
      }
    }
  }

  @Test func `checks the peer of a standing connection once more`() throws {
    let request = Request(try #require(URL("http://site.example/")))
    func accepts(_ peer: String, _ port: UInt16) throws -> Bool {
      let exchange = Exchange(
        id: 0, request: request, target: try Target(request, profile: .untrusted(.publicOnly)),
        egress: try Egress(allowing: "127.0.0.1:80"), easy: try #require(Easy()))
      let accepts = exchange.accepts(peer: peer, port: port)
      #expect((exchange.stop == nil) == accepts)
      return accepts
    }
    try #expect(accepts("8.8.8.8", 80))
    try #expect(accepts("127.0.0.1", 80))
    try #expect(!accepts("127.0.0.1", 81))
    try #expect(!accepts("::ffff:127.0.0.1", 80))
    try #expect(!accepts("fe80::1%eth0", 80))
    try #expect(!accepts("", 80))
  }

  @Test func `ignores proxies of the environment`() async {
    // In a process of its own: the environment belongs to all threads.
    await #expect(processExitsWith: .success) {
      try withServer { canary in
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
          setenv(name, canary.url(), 1)
        }
        try withServer(["/": .text("hello")]) { server in
          guard try server.fetch().get().text == "hello" else { exit(1) }
        }
        let outside = Transfers(profile: .untrusted(.publicOnly), userAgent: "")
        guard let url = URL("http://127.0.0.1:\(canary.port)/"),
          outside.send(Request(url)).code == .refusedByPolicy
        else { exit(2) }
        guard canary.connections == 0 else { exit(3) }
      }
    }
  }

  /// How a GET with the strictest policy ends; a URL that cannot be parsed is not sent either.
  private func outcome(_ text: String) throws -> TransferError.Code? {
    let transfers = Transfers(profile: .untrusted(.publicOnly), userAgent: "")
    return transfers.send(Request(try #require(URL(text)))).code
  }
}
