// What an error of Redis means for the request that met it, judged by its first word.

/// What to do about an error.
enum Verdict: Equatable {
  /// Redis does not have the script (any more): load it and ask again.
  case load
  /// It will pass: wait and ask again, over a new connection when the server's role may have changed.
  case wait(reconnecting: Bool)
  /// The operator must change something.
  case configuration
  /// The database has no layout of ours, or another one: it was emptied, or it is the wrong one.
  case layout
  /// Only a node of Redis Cluster says this.
  case cluster
  /// The script is wrong, or what it was given; it would be again.
  case bug
  /// Nothing that Redis or our scripts say.
  case odd

  init(_ error: String) {
    switch error.prefix(while: { $0 != " " }) {
    case "NOSCRIPT": self = .load
    case "LOADING", "BUSY", "MISCONF", "OOM", "TRYAGAIN", "NOREPLICAS": self = .wait(reconnecting: false)
    // A failover may lead the same name to another server, which only a new connection finds.
    case "READONLY", "MASTERDOWN", "UNBLOCKED": self = .wait(reconnecting: true)
    case "NOAUTH", "WRONGPASS", "NOPERM": self = .configuration
    case "MOVED", "ASK", "CROSSSLOT", "CLUSTERDOWN": self = .cluster
    case "LAYOUT": self = .layout
    case "WRONGTYPE", "TRUNCATED": self = .bug
    case "ERR":
      if error.hasPrefix("ERR max number of clients") {
        self = .wait(reconnecting: true)
      } else if error.hasPrefix("ERR The user executing the script can't") {
        // Redis 7.0 says of a missing right within a script what 7.2 says with NOPERM.
        self = .configuration
      } else {
        self = .bug
      }
    default: self = .odd
    }
  }
}
