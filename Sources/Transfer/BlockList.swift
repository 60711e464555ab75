// The addresses nobody crawls: what the IANA special-purpose registries do not call globally reachable (as of
// October 2025), multicast and reserved space, and one cloud address that looks public. Look again once a year:
// https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.

enum BlockList {
  static func blocks(_ address: SocketAddress) -> Bool {
    switch address.family {
    case .v4: v4.contains { $0.contains(address) }
    case .v6: !global.contains { $0.contains(address) } || v6.contains { $0.contains(address) }
    }
  }

  private static let v4 = networks(
    """
    0.0.0.0/8          this network; 0.0.0.0 connects to the host itself
    10.0.0.0/8         private
    100.64.0.0/10      carrier NAT; the metadata service of one cloud
    127.0.0.0/8        loopback
    168.63.129.16/32   the platform service of one cloud, at a public address
    169.254.0.0/16     link-local; the metadata service of most clouds
    172.16.0.0/12      private
    192.0.0.0/24       protocol assignments
    192.0.2.0/24       documentation
    192.31.196.0/24    AS112
    192.52.193.0/24    AMT
    192.88.99.0/24     6to4 relays
    192.168.0.0/16     private
    192.175.48.0/24    AS112
    198.18.0.0/15      benchmarks
    198.51.100.0/24    documentation
    203.0.113.0/24     documentation
    224.0.0.0/4        multicast
    240.0.0.0/4        reserved, and broadcast
    """)

  private static let global = networks(
    """
    2000::/3           unicast; outside are loopback, translated IPv4, unique local, link-local, multicast
    """)

  private static let v6 = networks(
    """
    2001::/23          protocol assignments: Teredo, ORCHID, benchmarks
    2001:db8::/32      documentation
    2002::/16          6to4: an IPv4 address in disguise
    2620:4f:8000::/48  AS112
    3fff::/20          documentation
    """)

  /// The first word of each line.
  ///
  /// A typing error ends the program: less protection is no option.
  private static func networks(_ table: String) -> [Network] {
    table.split(separator: "\n").map { line in
      guard let network = Network(line.prefix { $0 != " " }) else {
        preconditionFailure("no network: \(line)")
      }
      return network
    }
  }
}
