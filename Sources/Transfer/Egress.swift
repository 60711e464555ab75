// Which addresses a transfer for somebody else may connect to. It is asked about each address as it is about to
// be connected, after all name resolution, so no notation, name or second answer of a DNS server gets around it.

/// The address policy of the untrusted profile.
public struct Egress: Sendable {
  /// Nothing but public addresses.
  public static let publicOnly = Egress(allowed: [])

  /// Names with their addresses, asked before DNS; for tests.
  ///
  /// The addresses still have to be permitted. A name with an empty list does not exist.
  public var resolving: [String: [String]] = [:]

  /// A file of certificates that count beside those of the system; for tests.
  public var authorities: String?

  private let allowed: [Network]

  /// Whether nothing is allowed beyond public addresses.
  public var isPublicOnly: Bool { allowed.isEmpty }

  private init(allowed: [Network]) {
    self.allowed = allowed
  }

  /// Public addresses and those listed, separated by commas or white space.
  ///
  /// An entry is one address with one port (`127.0.0.1:8080`, `[::1]:8080`) or a network with all ports
  /// (`10.0.0.0/8`, `::1/128`), written without bits after the prefix.
  ///
  /// - Throws: ``EgressError`` with the first entry that is neither.
  public init(allowing text: String) throws(EgressError) {
    var allowed: [Network] = []
    for entry in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      guard let network = Network(entry) else { throw EgressError(entry: String(entry)) }
      allowed.append(network)
    }
    self.init(allowed: allowed)
  }

  /// Whether a connection to an address may be made, by its bytes.
  public func permits(_ address: SocketAddress) -> Bool {
    allowed.contains { $0.contains(address) } || !BlockList.blocks(address)
  }

  /// Whether an address, as a URL writes it (IPv6 in brackets), is on the list with this port.
  ///
  /// For callers with rules of their own about literal hosts and ports, which the list is meant to lift.
  public func explicitlyAllows(host: String, port: UInt16) -> Bool {
    let literal = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    guard let address = SocketAddress(literal, port: port) else { return false }
    return allowed.contains { $0.contains(address) }
  }
}
