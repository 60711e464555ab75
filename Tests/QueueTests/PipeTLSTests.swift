// Redis behind a certificate of a private authority.

import Fixtures
import Processes
import Testing

@testable import Queue

@Suite struct `A pipe to Redis over TLS` {
  @Test func `the authority that is named is trusted, and no other`() throws {
    try withTemporaryFolder { folder in
      try certify("server", in: folder)
      try certify("stranger", in: folder)
      let port = try freePort()
      let options = RedisOptions(settings: [
        "tls-port": "\(port)", "tls-auth-clients": "no", "tls-cert-file": "\(folder)/server.pem",
        "tls-key-file": "\(folder)/server.key", "tls-ca-cert-file": "\(folder)/server.pem",
      ])
      try withRedis(options) { _ in
        let trusting = try RedisPipe(try address(port, "\(folder)/server.pem"))
        defer { trusting.close() }
        #expect(try trusting.call(PipeRequest(.echo, "x")) == ["x"])
        let other = try RedisPipe(try address(port, "\(folder)/stranger.pem"))
        defer { other.close() }
        let error = other.failure(PipeRequest(.echo, "x"), patience: .milliseconds(500))
        #expect(error?.description.contains("certificate verify failed") == true)
      }
    }
  }

  private func address(_ port: UInt16, _ authority: String) throws -> RedisAddress {
    try RedisAddress(parsing: "rediss://127.0.0.1:\(port)/0?ssl_ca_certs=\(authority)")
  }

  /// Makes a key and a certificate that it signs itself.
  private func certify(_ name: String, in folder: String) throws {
    let openssl = try #require(executable("openssl"))
    let ended = try runProgram(
      openssl,
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj",
        "/CN=\(name)", "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem",
      ])
    #expect(ended.status == .exited(0))
  }
}
