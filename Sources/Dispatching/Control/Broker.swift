// Where Redis is, for those who ask: never with a password.

internal import JSONText
internal import Queue

/// The broker as Celery's tools know one.
public struct Broker: Hashable, Sendable {
  /// The host, or the path of a socket.
  public var hostname = "localhost"
  /// The port; 0 for a socket.
  public var port = 6379
  /// The database.
  public var database = 0
  /// The user; nil: the default one.
  public var user: String?
  /// Whether the connection is encrypted.
  public var isEncrypted = false

  /// The broker at its usual place.
  public init() {}

  /// The members of `stats` (Celery 5.6.2).
  var json: JSON {
    [
      "hostname": .string(hostname), "userid": JSON(user), "virtual_host": .string("\(database)"),
      "port": .integer(port), "insist": false, "ssl": .bool(isEncrypted), "transport": "redis",
      "connect_timeout": 4, "transport_options": [:], "login_method": nil, "uri_prefix": nil,
      "heartbeat": 120.0, "failover_strategy": "round-robin", "alternates": [], "credential_provider": nil,
    ]
  }

  /// As a URL without a secret.
  var url: String {
    port == 0
      ? "redis+socket://\(hostname)?virtual_host=\(database)"
      : "\(isEncrypted ? "rediss" : "redis")://\(hostname):\(port)/\(database)"
  }
}

extension Broker {
  /// The place of an address.
  init(_ address: RedisAddress) {
    self.init()
    switch address.place {
    case .tcp(let host, let port): (hostname, self.port) = (host, Int(port))
    case .socket(let path): (hostname, port) = (path, 0)
    }
    (database, user, isEncrypted) = (address.database, address.user, address.authorityFile != nil)
  }
}
