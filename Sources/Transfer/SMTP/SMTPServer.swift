// The operator's mail server, out of one URL. Its password is in no description, no error and no dump.

internal import WebURL

/// A server that takes mail from those it knows (RFC 6409), and how to speak with it.
public struct SMTPServer: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// When the connection becomes a secret one.
  public enum Security: Sendable {
    /// Before the first word: `smtps` (RFC 8314).
    case fromTheStart
    /// By STARTTLS (RFC 3207), or not at all: without it nothing is sent.
    case required
    /// Never; only on this machine.
    case none
  }

  /// The host as libcurl takes it, IPv6 in brackets.
  let host: String
  let port: UInt16
  /// How the connection is protected.
  public let security: Security
  let user: String?
  let password: String?
  /// What we call ourselves; nil: the name of this machine.
  let clientName: String?

  /// What must not be shown: parts of what a server says may repeat it.
  public var secrets: [String] {
    // Alone, and as PLAIN has it (RFC 4616).
    password.map { [$0, "\0\(user ?? "")\0\($0)"] } ?? []
  }

  /// Such as `smtps://mail.example.com:465`; user and password left out.
  public var description: String { "\(security == .fromTheStart ? "smtps" : "smtp")://\(host):\(port)" }

  /// The same.
  public var debugDescription: String { description }

  /// Shows the description alone.
  public var customMirror: Mirror { Mirror(self, children: ["server": description]) }

  /// Reads a URL such as `smtps://user:password@mail.example.com` or `smtp://localhost:25`.
  ///
  /// `smtps` is TLS from the start, port 465. `smtp` is STARTTLS, port 587; on this machine none, unless `?tls=required`
  /// asks for it. User and password are percent-encoded; the path, if there is one, is the name given in EHLO.
  ///
  /// - Parameter text: The URL.
  /// - Throws: ``InvalidSMTPServer``, which says what is wrong without repeating the text.
  public init(parsing text: String) throws(InvalidSMTPServer) {
    let isSecure = text.prefix(8).lowercased() == "smtps://"
    guard isSecure || text.prefix(7).lowercased() == "smtp://" else {
      throw InvalidSMTPServer("it begins with neither smtp:// nor smtps://")
    }
    // The rules for hosts are those of the web; libcurl sees only what comes out of them.
    let rest = text.dropFirst(isSecure ? 8 : 7)
    guard let url = URL("http://" + rest), !url.hostname.isEmpty else {
      throw InvalidSMTPServer("it is no URL; characters such as # and / in a password are percent-encoded")
    }
    guard url.fragment == nil else {
      throw InvalidSMTPServer("there is a # in it; in a password it is written %23")
    }
    host = url.hostname
    // Of the port of a scheme a URL keeps nothing, so another one is asked about port 80.
    port = url.port ?? URL("https://" + rest)?.port ?? (isSecure ? 465 : 587)
    guard port > 0 else { throw InvalidSMTPServer("0 is no port to connect to") }
    (user, password) = (try Self.part(url.username), try Self.part(url.password))
    guard user != nil || password == nil else { throw InvalidSMTPServer("it has a password and no user") }
    clientName = try Self.clientName(url.path)
    let isLocal = Target.isLoopback(host: host)
    switch (url.query, isSecure) {
    case (nil, true): security = .fromTheStart
    case (nil, false): security = isLocal ? .none : .required
    case ("tls=required", false): security = .required
    default: throw InvalidSMTPServer("of what may follow a ? there is only tls=required, after smtp://")
    }
  }

  private static func clientName(_ path: String) throws(InvalidSMTPServer) -> String? {
    let name = String(path.dropFirst())
    guard !name.isEmpty else { return nil }
    guard
      name.utf8.allSatisfy({ byte in
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || (0x30...0x39).contains(byte)
          || (0x61...0x7A).contains(byte | 0x20)
      })
    else { throw InvalidSMTPServer("its path is no name of a host for EHLO") }
    return name
  }

  /// A user name or a password, decoded; nil when it is empty.
  private static func part(_ encoded: String) throws(InvalidSMTPServer) -> String? {
    guard !encoded.isEmpty else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(encoded.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { throw InvalidSMTPServer("its user or password holds a control character, or is no text") }
    return text
  }
}

/// A URL that names no mail server.
public struct InvalidSMTPServer: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, fit to follow a colon; nothing of the URL.
  public let description: String

  init(_ description: String) { self.description = description }
}
