// Certificates are checked, in both profiles, and nothing goes out to a server without a good one.

import Fixtures
import Glibc
import Testing
import Transfer
import WebURL

@Suite struct `A certificate that nobody signed` {
  @Test func `ends the transfer, in both profiles`() throws {
    try withTLSServer { server in
      let egress = try Egress(allowing: "127.0.0.1:\(server.port)")
      for profile in [Profile.untrusted(egress), .configured] {
        let transfers = Transfers(profile: profile, userAgent: "")
        let request = Request(try #require(URL("https://127.0.0.1:\(server.port)/")))
        guard case .failure(let error) = transfers.send(request) else {
          Issue.record("it was accepted")
          continue
        }
        #expect(error.code == .tls)
        #expect(
          error.description.hasPrefix("cannot fetch from 127.0.0.1:\(server.port): SSL certificate problem"))
      }
    }
  }

  @Test func `is good once the operator names it, for its own names and in the configured profile only`()
    async
  {
    // In a process of its own: the environment belongs to all threads.
    await #expect(processExitsWith: .success) {
      try withTLSServer { server in
        setenv("SSL_CERT_FILE", server.certificate, 1)
        let egress = try Egress(allowing: "127.0.0.1:\(server.port)")
        guard let url = URL("https://127.0.0.1:\(server.port)/") else { exit(1) }
        let response = try Transfers(profile: .configured, userAgent: "").send(Request(url)).get()
        guard response.status == 200, response.timing.tls > .zero else { exit(2) }
        guard Transfers(profile: .untrusted(egress), userAgent: "").send(Request(url)).code == .tls else {
          exit(3)
        }
        guard let local = URL("https://localhost:\(server.port)/"),
          Transfers(profile: .configured, userAgent: "").send(Request(local)).code == .tls
        else { exit(4) }
      }
    }
  }
}
