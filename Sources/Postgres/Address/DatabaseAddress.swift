// Where the database is and who we are there: DATABASE_URL, as libpq and as SQLAlchemy's drivers write it.

/// The address of a PostgreSQL database, with the credentials for it.
public struct DatabaseAddress: Hashable, Sendable {
  /// The host, or the folder of its unix socket, which begins with a slash; nil: libpq's own socket folder.
  public var host: String?
  /// The port, which also names the file of a socket; nil: 5432.
  public var port: UInt16?
  /// The name of the database; nil: that of the user.
  public var database: String?
  /// The role; nil: libpq takes the name of this process's user.
  public var user: String?
  /// What the role proves itself with; nil: it does not have to, or a certificate does.
  public var password: String?
  /// Further settings of libpq, by their names there, such as `sslmode`.
  public var settings: [String: String] = [:]

  /// Makes an address from its parts.
  public init(
    host: String? = nil, port: UInt16? = nil, database: String? = nil, user: String? = nil,
    password: String? = nil, settings: [String: String] = [:]
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.user = user
    self.password = password
    self.settings = settings
  }

  /// What libpq is told, by its keywords.
  var keywords: [String: String] {
    var keywords = settings
    keywords["host"] = host
    keywords["port"] = port.map { "\($0)" }
    keywords["dbname"] = database
    keywords["user"] = user
    keywords["password"] = password
    return keywords
  }
}

// MARK: - Showing it

extension DatabaseAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The address as a URL, `***` in place of a password.
  public var description: String {
    let credentials = user == nil && password == nil ? "" : "\(user ?? "")\(password == nil ? "" : ":***")@"
    let name = database.map { "/\($0)" } ?? ""
    let shownPort = port.map { ":\($0)" } ?? ""
    guard let host else { return "postgresql://\(credentials)\(shownPort)\(name)" }
    guard !host.hasPrefix("/") else {
      return "postgresql://\(credentials)\(shownPort)\(name.isEmpty ? "/" : name)?host=\(host)"
    }
    return "postgresql://\(credentials)\(host.contains(":") ? "[\(host)]" : host)\(shownPort)\(name)"
  }

  /// The same: a debugger's log is a log.
  public var debugDescription: String { description }

  /// A mirror that shows the description alone, so that `dump` shows no password.
  public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
