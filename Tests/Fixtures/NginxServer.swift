// nginx over TLS, for what only a real server does: HTTP/2, compression, the ends of connections.

internal import Glibc
internal import Processes

/// A running nginx.
public struct NginxServer: Sendable {
  /// The port on 127.0.0.1.
  public let port: UInt16
  /// Its certificate in PEM, made out to `127.0.0.1` and signed by nobody.
  public let certificate: String

  init(port: UInt16, certificate: String) {
    (self.port, self.certificate) = (port, certificate)
  }

  /// An https URL of this server.
  public func url(_ path: String = "/") -> String { "https://127.0.0.1:\(port)\(path)" }
}

/// Runs `body` with an nginx that answers over TLS on a free port.
///
/// - Parameters:
///   - directives: What stands in its `server` block, such as locations.
///   - body: What to do meanwhile.
/// - Returns: What `body` returned.
/// - Throws: What `body` threw, or why there is no nginx.
public func withNginx<Result>(_ directives: String, _ body: (NginxServer) throws -> Result) throws -> Result {
  try withTemporaryFolder { folder in
    let (key, certificate) = ("\(folder)/key", "\(folder)/certificate")
    let made = try runProgram(
      "/usr/bin/openssl",
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
        "-out", certificate, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
      ])
    guard made.status == .exited(0) else { throw ServerFailure(description: "cannot make a certificate") }
    let port = try freePort()
    let configuration = """
      daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/errors;
      events { worker_connections 256; }
      http {
        access_log off; default_type text/html;
        client_body_temp_path \(folder)/t; proxy_temp_path \(folder)/t; fastcgi_temp_path \(folder)/t;
        uwsgi_temp_path \(folder)/t; scgi_temp_path \(folder)/t;
        server {
          listen 127.0.0.1:\(port) ssl http2;
          ssl_certificate \(certificate); ssl_certificate_key \(key);
          \(directives)
        }
      }
      """
    try write(Array(configuration.utf8), to: "\(folder)/nginx.conf")
    var program = Program("/usr/sbin/nginx")
    program.arguments = ["-c", "\(folder)/nginx.conf", "-p", folder, "-e", "\(folder)/errors"]
    program.deadlineSeconds = 120
    return try withProgram(program) { running in
      try running.wait(for: "listening") { canConnect(to: port) }
      return try body(NginxServer(port: port, certificate: certificate))
    }
  }
}

private func canConnect(to port: UInt16) -> Bool {
  withSocket(port: port) { connect($0, $1, $2) == 0 }
}

private func withSocket<Result>(
  port: UInt16 = 0, _ body: (Int32, UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
) -> Result {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
