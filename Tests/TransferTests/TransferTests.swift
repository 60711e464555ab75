import Fixtures
import Testing
import Transfer
import WebURL

@Suite struct `A transfer` {
  @Test func `brings status, header and body`() throws {
    try withServer(["/": .html("<title>Hello</title>", headers: [("X-A", "1"), ("x-a", "2")])]) { server in
      let egress = try Egress(allowing: server.authority)
      let transfers = Transfers(profile: .untrusted(egress), userAgent: "DevSEOBot/1.0")
      let url = try #require(URL(server.url()))
      let response = try transfers.send(Request(url)).get()
      #expect(response.status == 200)
      #expect(response.headers.all("x-a") == ["1", "2"])
      #expect(response.body == Array("<title>Hello</title>".utf8))
      #expect(server.paths == ["/"])
    }
  }
}
