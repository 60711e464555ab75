// An address as the kernel takes it: a number of 32 or 128 bits and a port. Text is only its way in and out,
// so that no notation of an address can pass for another.

import Glibc

/// An IPv4 or IPv6 address with a port.
public struct SocketAddress: Sendable, Hashable {
  /// The two families a transfer may use.
  public enum Family: Sendable {
    /// AF_INET.
    case v4
    /// AF_INET6.
    case v6

    /// Bits of an address.
    var width: Int { self == .v4 ? 32 : 128 }
  }

  /// Which kind of address it is.
  public let family: Family
  /// The port, in the host's byte order.
  public let port: UInt16
  /// The address as a number, in the low 32 bits for IPv4.
  let bits: UInt128

  init(_ family: Family, bits: UInt128, port: UInt16) {
    self.family = family
    self.bits = bits
    self.port = port
  }

  /// The address in a sockaddr; nil for another family or one that is too short.
  init?(_ raw: UnsafePointer<sockaddr>, length: Int) {
    guard length >= MemoryLayout<sa_family_t>.size else { return nil }
    let raw = UnsafeRawPointer(raw)
    switch Int32(raw.loadUnaligned(as: sa_family_t.self)) {
    case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
      let address = raw.loadUnaligned(as: sockaddr_in.self)
      let bits = UInt128(UInt32(bigEndian: address.sin_addr.s_addr))
      self.init(.v4, bits: bits, port: UInt16(bigEndian: address.sin_port))
    case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
      let address = raw.loadUnaligned(as: sockaddr_in6.self)
      let bits = withUnsafeBytes(of: address.sin6_addr) { $0.loadUnaligned(as: UInt128.self) }
      self.init(.v6, bits: UInt128(bigEndian: bits), port: UInt16(bigEndian: address.sin6_port))
    default: return nil
    }
  }

  /// The address written in text: four decimal numbers, or IPv6 without brackets and zone; nil for all else.
  public init?(_ text: String, port: UInt16) {
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      self.init(.v4, bits: UInt128(UInt32(bigEndian: v4.s_addr)), port: port)
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      let bits = withUnsafeBytes(of: v6) { $0.loadUnaligned(as: UInt128.self) }
      self.init(.v6, bits: UInt128(bigEndian: bits), port: port)
    } else {
      return nil
    }
  }
}

extension SocketAddress: CustomStringConvertible {
  /// Such as `127.0.0.1:80` or `[::1]:80`.
  public var description: String { family == .v4 ? "\(host):\(port)" : "[\(host)]:\(port)" }

  /// Whether it is 127.0.0.0/8 or ::1.
  var isLoopback: Bool { family == .v4 ? bits >> 24 == 127 : bits == 1 }

  /// The address without its port.
  var host: String {
    var network = bits.bigEndian
    var short = UInt32(truncatingIfNeeded: bits).bigEndian
    return String(unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        let written =
          family == .v4
          ? inet_ntop(AF_INET, &short, text.baseAddress, socklen_t(text.count))
          : inet_ntop(AF_INET6, &network, text.baseAddress, socklen_t(text.count))
        return written.map { strlen($0) } ?? 0
      }
    }
  }
}
