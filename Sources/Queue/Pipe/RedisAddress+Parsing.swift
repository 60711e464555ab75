// From the text of REDIS_URL to an address, read as kombu and redis-py read it. What cannot be understood is refused
// without repeating the text: it may hold a password.

internal import ServerURL

extension RedisAddress {
  /// Reads a URL.
  ///
  /// `redis://user:password@host:port/db`, `rediss://…?ssl_ca_certs=FILE`, `unix:///path?db=1&password=…` and
  /// `redis+socket:///path?virtual_host=1`; every part may be percent-encoded. Of the query other names are left
  /// unread: they tune Python's clients.
  ///
  /// - Parameter url: The text.
  /// - Throws: ``PipeError`` of code `configuration`.
  public init(parsing url: String) throws(PipeError) {
    guard !url.utf8.contains(UInt8(ascii: "#")) else { throw Self.refusal("a # is to be written %23") }
    guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")), url.utf8[colon...].starts(with: "://".utf8)
    else { throw Self.refusal("it does not begin with redis://, rediss://, unix:// or redis+socket://") }
    let scheme = url[..<colon].lowercased()
    let rest = Array(url.utf8[colon...].dropFirst(3))
    let hierarchy = rest.prefix { $0 != UInt8(ascii: "?") }
    let authority = hierarchy.prefix { $0 != UInt8(ascii: "/") }
    let path = hierarchy[authority.endIndex...]
    let query = Self.query(rest[hierarchy.endIndex...].dropFirst())
    let at = authority.lastIndex(of: UInt8(ascii: "@"))
    let host = at.map { authority[($0 + 1)...] } ?? authority

    switch scheme {
    case "redis", "rediss":
      self.init(try Self.tcp(host))
      database = try Self.database([Array(path)] + ["db", "virtual_host"].compactMap { query[$0] })
    case "unix", "redis+socket":
      guard host.isEmpty, !path.isEmpty else { throw Self.refusal("a socket is written \(scheme):///path") }
      self.init(.socket(path: try Self.text(path.percentDecoded, "path")))
      database = try Self.database(["db", "virtual_host"].compactMap { query[$0] })
    default: throw Self.refusal("\(scheme):// is none of redis://, rediss://, unix:// and redis+socket://")
    }
    if scheme == "rediss" {
      guard let file = query["ssl_ca_certs"], !file.isEmpty else {
        throw Self.refusal(
          "redis-cli does not compare a certificate with the host's name, so rediss:// is safe only with a "
            + "private certificate authority: add ?ssl_ca_certs=FILE, or use unix:// or a tunnel")
      }
      authorityFile = try Self.text(file, "ssl_ca_certs")
    }
    try read(credentials: at.map { authority[..<$0] }, query: query)
  }

  private mutating func read(credentials: ArraySlice<UInt8>?, query: [String: [UInt8]]) throws(PipeError) {
    var name = query["username"]
    password = query["password"]
    if let credentials {
      let before = credentials.prefix { $0 != UInt8(ascii: ":") }
      name = before.isEmpty ? name : before.percentDecoded
      let secret = credentials[before.endIndex...].dropFirst()
      password = secret.isEmpty ? password : secret.percentDecoded
    }
    if let name, !name.isEmpty {
      user = try Self.text(name, "user")
      // A user without a password is one of `nopass`: redis-cli names it only when it has a password, be it empty.
      password = password ?? []
    }
    guard password?.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\n") }) != true else {
      throw Self.refusal("redis-cli takes no password with a line end or a NUL in it")
    }
  }

  // MARK: - Parts

  private static func tcp(_ authority: ArraySlice<UInt8>) throws(PipeError) -> Place {
    var host = authority
    var port: ArraySlice<UInt8> = []
    let isBracketed = authority.first == UInt8(ascii: "[")
    if isBracketed, let end = authority.firstIndex(of: UInt8(ascii: "]")) {
      host = authority[..<end].dropFirst()
      port = authority[(end + 1)...]
    } else if let colon = authority.lastIndex(of: UInt8(ascii: ":")) {
      host = authority[..<colon]
      port = authority[colon...]
    }
    guard isBracketed || !host.contains(UInt8(ascii: ":")), port.isEmpty || port.first == UInt8(ascii: ":")
    else {
      throw refusal("an IPv6 address is written in brackets")
    }
    let digits = port.dropFirst()
    guard let number = digits.isEmpty ? 6379 : UInt16(String(decoding: digits, as: UTF8.self)), number > 0
    else {
      throw refusal("its port is no number from 1 to 65535")
    }
    return .tcp(host: host.isEmpty ? "localhost" : try text(host.percentDecoded, "host"), port: number)
  }

  /// The one database that all of these name; 0 when none does.
  private static func database(_ names: [[UInt8]]) throws(PipeError) -> Int {
    var found: Int?
    for name in names {
      let digits = name.first == UInt8(ascii: "/") ? name.dropFirst() : name[...]
      guard !digits.isEmpty else { continue }
      guard digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
        let number = Int(String(decoding: digits, as: UTF8.self)), number < 1 << 31
      else { throw refusal("its database is no number") }
      guard found == nil || found == number else { throw refusal("it names two databases") }
      found = number
    }
    return found ?? 0
  }

  private static func query(_ text: ArraySlice<UInt8>) -> [String: [UInt8]] {
    var members: [String: [UInt8]] = [:]
    for member in text.split(separator: UInt8(ascii: "&")) {
      let name = member.prefix { $0 != UInt8(ascii: "=") }
      // A form's space, as Python's parse_qs reads it.
      let value = member[name.endIndex...].dropFirst().map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
      members[String(decoding: name.percentDecoded, as: UTF8.self)] = value[...].percentDecoded
    }
    return members
  }

  /// A part that becomes an argument, which cannot hold a NUL.
  private static func text(_ bytes: [UInt8], _ part: String) throws(PipeError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw refusal("its \(part) is no text")
    }
    return text
  }

  private static func refusal(_ reason: String) -> PipeError {
    PipeError(.configuration, "cannot use the URL of Redis: \(reason)")
  }
}
