// From the text of DATABASE_URL to an address. What cannot be understood is refused without repeating the text: it may
// hold a password.

internal import ServerURL

extension DatabaseAddress {
  /// The settings of libpq that a URL may make; every other name tunes a driver of Python's.
  private static let known: Set<String> = [
    "channel_binding", "options", "sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert",
    "target_session_attrs",
  ]

  private static let modes: Set<String> = [
    "disable", "allow", "prefer", "require", "verify-ca", "verify-full",
  ]

  /// Reads a URL.
  ///
  /// `postgresql://user:password@host:port/database?sslmode=require`, also as `postgres://`, with a driver of
  /// SQLAlchemy's (`postgresql+asyncpg://`) and with asyncpg's `ssl` in place of `sslmode`; a unix socket is
  /// `?host=/folder`. Every part may be percent-encoded. Of the query, names that libpq does not know are left unread.
  ///
  /// - Parameter url: The text.
  /// - Throws: ``PostgresError`` of code `configuration`.
  public init(parsing url: String) throws(PostgresError) {
    guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")), url.utf8[colon...].starts(with: "://".utf8)
    else {
      throw Self.refusal("it does not begin with postgresql:// or postgres://")
    }
    let scheme = url[..<colon].lowercased()
    guard ["postgresql", "postgres"].contains(scheme.prefix { $0 != "+" }) else {
      throw Self.refusal("it does not begin with postgresql:// or postgres://")
    }
    let rest = Array(url.utf8[colon...].dropFirst(3))
    guard !rest.contains(UInt8(ascii: "#")) else { throw Self.refusal("a # is to be written %23") }
    let hierarchy = rest.prefix { $0 != UInt8(ascii: "?") }
    let authority = hierarchy.prefix { $0 != UInt8(ascii: "/") }
    let at = authority.lastIndex(of: UInt8(ascii: "@"))

    self.init()
    try read(credentials: at.map { authority[..<$0] } ?? [])
    try read(place: at.map { authority[($0 + 1)...] } ?? authority)
    database = try Self.text(hierarchy[authority.endIndex...].dropFirst(), "database")
    try read(query: rest[hierarchy.endIndex...].dropFirst())
  }

  private mutating func read(credentials: ArraySlice<UInt8>) throws(PostgresError) {
    let name = credentials.prefix { $0 != UInt8(ascii: ":") }
    user = try Self.text(name, "user")
    password = try Self.text(credentials[name.endIndex...].dropFirst(), "password")
  }

  private mutating func read(place: ArraySlice<UInt8>) throws(PostgresError) {
    guard !place.contains(UInt8(ascii: ",")) else {
      throw Self.refusal("it names several hosts, and one is served")
    }
    var name = place
    var end: ArraySlice<UInt8> = []
    let isBracketed = place.first == UInt8(ascii: "[")
    if isBracketed, let bracket = place.firstIndex(of: UInt8(ascii: "]")) {
      name = place[..<bracket].dropFirst()
      end = place[(bracket + 1)...]
    } else if let colon = place.lastIndex(of: UInt8(ascii: ":")) {
      name = place[..<colon]
      end = place[colon...]
    }
    guard isBracketed || !name.contains(UInt8(ascii: ":")), end.isEmpty || end.first == UInt8(ascii: ":")
    else {
      throw Self.refusal("an IPv6 address is written in brackets")
    }
    host = try Self.text(name, "host")
    port = try Self.port(end.dropFirst())
  }

  private mutating func read(query: ArraySlice<UInt8>) throws(PostgresError) {
    for member in query.split(separator: UInt8(ascii: "&")) {
      let name = member.prefix { $0 != UInt8(ascii: "=") }
      // A form's space, as SQLAlchemy reads it.
      let bytes = member[name.endIndex...].dropFirst().map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
      let key = String(decoding: name.percentDecoded, as: UTF8.self)
      guard let value = try Self.text(bytes[...], "query") else { continue }
      switch key {
      case "host": host = value
      case "port": port = try Self.port(value.utf8.map(\.self)[...])
      case "user": user = value
      case "password": password = value
      case "dbname", "database": database = value
      case "ssl":
        settings["sslmode"] = try Self.mode(["true": "require", "false": "disable"][value] ?? value)
      case "sslmode": settings["sslmode"] = try Self.mode(value)
      case _ where Self.known.contains(key): settings[key] = value
      default: break
      }
    }
  }

  // MARK: - Parts

  private static func port(_ digits: ArraySlice<UInt8>) throws(PostgresError) -> UInt16? {
    guard !digits.isEmpty else { return nil }
    guard digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
      let number = UInt16(String(decoding: digits, as: UTF8.self)), number > 0
    else { throw refusal("its port is no number from 1 to 65535") }
    return number
  }

  private static func mode(_ name: String) throws(PostgresError) -> String {
    guard modes.contains(name) else {
      throw refusal("its sslmode is none of disable, allow, prefer, require, verify-ca and verify-full")
    }
    return name
  }

  /// A part, or nil when it is empty; libpq takes C strings, which cannot hold a NUL.
  private static func text(_ bytes: ArraySlice<UInt8>, _ part: String) throws(PostgresError) -> String? {
    let decoded = bytes.percentDecoded
    guard let text = String(validating: decoded, as: UTF8.self), !decoded.contains(0) else {
      throw refusal("its \(part) is no text")
    }
    return text.isEmpty ? nil : text
  }

  private static func refusal(_ reason: String) -> PostgresError {
    PostgresError(.configuration, doing: "use the URL of the database", reason)
  }
}
