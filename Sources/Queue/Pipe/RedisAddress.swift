// Where Redis is and who we are there: a URL as Celery writes it, in the words of redis-cli. redis-cli's own `-u` shows
// the password to everybody on the host, and takes the empty user of `redis://:password@host` for a user.

/// The address of a Redis database, with the credentials for it.
public struct RedisAddress: Hashable, Sendable {
  /// Where the server listens.
  public enum Place: Hashable, Sendable {
    /// On a port of a host.
    case tcp(host: String, port: UInt16)
    /// On a unix socket of this machine.
    case socket(path: String)
  }

  /// Where the server listens.
  public var place: Place

  /// The number of the database.
  public var database: Int

  /// The user; nil: the default user.
  public var user: String?

  /// What the user proves itself with; nil: it does not have to.
  public var password: [UInt8]?

  /// The file of the authority that signed the server's certificate; nil: the connection is not encrypted.
  public var authorityFile: String?

  /// Makes an address from its parts.
  public init(
    _ place: Place, database: Int = 0, user: String? = nil, password: [UInt8]? = nil,
    authorityFile: String? = nil
  ) {
    self.place = place
    self.database = database
    self.user = user
    self.password = password
    self.authorityFile = authorityFile
  }

  /// The arguments of redis-cli that lead here.
  ///
  /// No secret is among them: with ``password`` comes `--askpass`, which reads it as the first line of stdin.
  public var arguments: [String] {
    var arguments =
      switch place {
      case .tcp(let host, let port): ["-h", host, "-p", "\(port)"]
      case .socket(let path): ["-s", path]
      }
    arguments += ["-n", "\(database)"]
    if let user { arguments += ["--user", user] }
    if password != nil { arguments.append("--askpass") }
    if let authorityFile { arguments += ["--tls", "--cacert", authorityFile] }
    return arguments
  }
}

// MARK: - Showing it

extension RedisAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The address as a URL, `***` in place of a password.
  public var description: String {
    let credentials = password == nil ? "" : "\(user ?? ""):***@"
    return switch place {
    case .tcp(let host, let port):
      (authorityFile == nil ? "redis" : "rediss") + "://\(credentials)"
        + (host.contains(":") ? "[\(host)]" : host) + ":\(port)/\(database)"
    case .socket(let path): "unix://\(credentials)\(path)?db=\(database)"
    }
  }

  /// The same: a debugger's log is a log.
  public var debugDescription: String { description }

  /// A mirror that shows the description alone, so that `dump` shows no password.
  public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
