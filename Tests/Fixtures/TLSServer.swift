// A TLS server whose certificate nobody has signed: `openssl s_server`, for as long as a closure runs.

import Glibc

/// A TLS server with a certificate of its own making.
public struct TLSServer: Sendable {
  /// The port on 127.0.0.1.
  public let port: UInt16
  /// The certificate in PEM, for those who want to trust it.
  ///
  /// It is made out to `127.0.0.1` and `tls.example`.
  public let certificate: String
}

/// Runs `body` with a server that answers every GET with a status page.
public func withTLSServer<Result>(_ body: (TLSServer) throws -> Result) throws -> Result {
  var template = Array("/tmp/tls-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw ServerFailure(description: "cannot make a folder for a key") }
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let (key, certificate) = ("\(folder)/key", "\(folder)/certificate")
  defer {
    unlink(key)
    unlink(certificate)
    rmdir(folder)
  }
  let maker = try OpenSSL(
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
    certificate, "-subj", "/CN=tls.example", "-addext", "subjectAltName=IP:127.0.0.1,DNS:tls.example",
    "-days", "2")
  guard maker.wait() == 0 else {
    throw ServerFailure(description: "cannot make a certificate: openssl failed")
  }
  let server = try OpenSSL("s_server", "-accept", "127.0.0.1:0", "-www", "-key", key, "-cert", certificate)
  defer {
    kill(server.process, SIGKILL)
    _ = server.wait()
  }
  // It says `ACCEPT 127.0.0.1:PORT` when it is ready.
  while let line = server.line() {
    guard line.hasPrefix("ACCEPT"), let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      continue
    }
    return try body(TLSServer(port: port, certificate: certificate))
  }
  throw ServerFailure(description: "cannot start a TLS server: openssl ended")
}

/// `openssl` with some arguments, its standard output in a pipe.
private struct OpenSSL {
  let process: pid_t
  private let output: Int32

  init(_ arguments: String...) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ServerFailure(description: "cannot make a pipe for openssl") }
    defer { close(ends[1]) }
    closeOnExec(ends[0])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var texts = (["openssl"] + arguments).map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var child = pid_t()
    guard posix_spawnp(&child, "openssl", &actions, nil, &texts, environ) == 0 else {
      close(ends[0])
      throw ServerFailure(description: "cannot start openssl")
    }
    process = child
    output = ends[0]
  }

  /// The exit status.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    close(output)
    return status
  }

  /// The next line of output.
  func line() -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
