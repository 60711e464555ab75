// What a test asks of its Redis server.

/// The settings of a private Redis server.
public struct RedisOptions: Sendable {
  /// Whether it also listens on a free port of 127.0.0.1.
  public var listensOnTCP = false
  /// The password of its default user; nil: none.
  public var password: String?
  /// Whether every write is on disk before it is answered, so that a restart loses nothing.
  public var appendsOnly = false
  /// Further settings, as in redis.conf.
  public var settings: [String: String] = [:]

  /// Options with everything off; or with some on.
  public init(
    tcp: Bool = false, password: String? = nil, appendOnly: Bool = false, settings: [String: String] = [:]
  ) {
    listensOnTCP = tcp
    self.password = password
    appendsOnly = appendOnly
    self.settings = settings
  }

  /// The arguments of redis-server.
  func arguments(socket: String, port: UInt16?, folder: String) -> [String] {
    var settings = [
      "unixsocket": socket, "unixsocketperm": "700", "dir": folder, "save": "", "daemonize": "no",
      "port": port.map { "\($0)" } ?? "0", "bind": "127.0.0.1", "loglevel": "notice",
    ]
    if let password { settings["requirepass"] = password }
    if appendsOnly {
      settings["appendonly"] = "yes"
      settings["appendfsync"] = "always"
    }
    settings.merge(self.settings) { _, given in given }
    return settings.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] }
  }
}
