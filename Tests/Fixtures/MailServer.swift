// A mail server for as long as a closure runs: infra/support/mailserver.py, with a certificate of its own making.

public import JSONText

internal import Processes

/// A running mail server.
public struct MailServer {
  /// The port that offers STARTTLS.
  public let port: UInt16
  /// The port that is TLS from the start.
  public let tlsPort: UInt16
  /// The certificate in PEM, made out to 127.0.0.1; trusted by whoever gets it as SSL_CERT_FILE.
  public let certificate: String
  /// The password of `user`.
  public static let password = "s3cr:et/p\u{E4}ss @%"
  /// The same in a URL.
  public static let encodedPassword = "s3cr%3Aet%2Fp%C3%A4ss%20%40%25"
  private let folder: String

  fileprivate init(_ running: RunningProgram, _ folder: String) throws {
    try running.wait(forErrors: "\n")
    let said = String(decoding: running.errorsSoFar, as: UTF8.self)
    let words = said.split(whereSeparator: \.isWhitespace)
    guard words.first == "READY", words.count == 3, let port = UInt16(words[1]),
      let tlsPort = UInt16(words[2])
    else { throw ServerFailure(description: "cannot start a mail server: it said: \(said.suffix(400))") }
    self.port = port
    self.tlsPort = tlsPort
    self.folder = folder
    certificate = "\(folder)/certificate"
  }

  /// The mails it has taken so far: from, to, tls, user, client, and content in base64.
  ///
  /// - Throws: ``JSONError`` when a line is none.
  public var mails: [JSON] {
    get throws {
      guard exists("\(folder)/mails") else { return [] }
      return try contents(of: "\(folder)/mails").split(separator: UInt8(ascii: "\n")).map {
        try JSON(parsing: $0)
      }
    }
  }
}

/// Runs `body` with a mail server.
public func withMailServer<Result>(_ body: (MailServer) throws -> Result) throws -> Result {
  let python = projectFile("build/mail-venv/bin/python")
  guard exists(python) else {
    throw ServerFailure(
      description: "cannot start a mail server: there is none; infra/deps celery installs it")
  }
  return try withTemporaryFolder { folder in
    let made = try runProgram(
      "/usr/bin/openssl",
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
        "\(folder)/key", "-out", "\(folder)/certificate", "-subj", "/CN=mail.test", "-addext",
        "subjectAltName=IP:127.0.0.1", "-days", "2",
      ])
    guard made.status == .exited(0) else {
      throw ServerFailure(description: "cannot make a certificate: \(made.errorText.suffix(400))")
    }
    var program = Program(python)
    program.arguments = [projectFile("infra/support/mailserver.py"), folder]
    program.environment = [
      "MAIL_PASSWORD": MailServer.password, "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8",
    ]
    program.input = .open
    return try withProgram(program) { try body(MailServer($0, folder)) }
  }
}

/// Reads mails with Python's email package.
///
/// - Parameter mails: Their bytes.
/// - Returns: For each: headers, to, from, date, type, parts, defects, longest (line), ascii, bare (line ends).
/// - Throws: ``Overdue``, or ``JSONError``.
public func readByPython(_ mails: [[UInt8]]) throws -> [JSON] {
  let lines = mails.map { base64($0) + "\n" }.joined()
  let ended = try runProgram(
    "/usr/bin/python3", arguments: [projectFile("infra/support/mailreading.py")], input: Array(lines.utf8),
    environment: ["PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"])
  guard ended.status == .exited(0) else {
    throw ServerFailure(description: "cannot read mails: \(ended.errorText.suffix(400))")
  }
  return try ended.output.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: $0) }
}

private func base64(_ bytes: [UInt8]) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  var text = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for digit in 0...group.count { text.append(digits[bits >> (18 - 6 * digit) & 63]) }
    text += String(repeating: "=", count: 3 - group.count)
  }
  return text
}
