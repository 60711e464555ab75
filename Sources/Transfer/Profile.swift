// Who named the URL decides what a transfer may reach.

/// Two kinds of trust, which never share a connection.
public enum Profile: Sendable {
  /// For whatever a site or a message names: only addresses the policy permits, no proxy, http and https.
  case untrusted(Egress)
  /// For the operator's own settings: any address, proxies from the environment, https unless loopback.
  case configured

  /// The address policy, where there is one.
  var egress: Egress? {
    switch self {
    case .untrusted(let egress): egress
    case .configured: nil
    }
  }
}
