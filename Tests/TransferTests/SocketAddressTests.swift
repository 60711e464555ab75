// From the kernel's form of an address to ours: the bytes decide, and nothing but IPv4 and IPv6 is one.

import Glibc
import Testing
@testable import Transfer

@Suite struct `A socket address` {
  @Test func `is read from the bytes of an IPv4 sockaddr`() throws {
    var raw = sockaddr_in()
    raw.sin_family = sa_family_t(AF_INET)
    raw.sin_port = UInt16(8080).bigEndian
    raw.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let address = try #require(read(raw))
    #expect(address == SocketAddress("127.0.0.1", port: 8080))
    #expect(address.description == "127.0.0.1:8080")
  }

  @Test func `is read from the bytes of an IPv6 sockaddr`() throws {
    var raw = sockaddr_in6()
    raw.sin6_family = sa_family_t(AF_INET6)
    raw.sin6_port = UInt16(443).bigEndian
    inet_pton(AF_INET6, "2001:db8::7f00:1", &raw.sin6_addr)
    let address = try #require(read(raw))
    #expect(address == SocketAddress("2001:db8::7f00:1", port: 443))
    #expect(address.description == "[2001:db8::7f00:1]:443")
  }

  @Test func `is none when the sockaddr is of another family or cut short`() {
    var raw = sockaddr_in6()
    for family in [AF_UNIX, AF_UNSPEC, AF_PACKET] {
      raw.sin6_family = sa_family_t(family)
      #expect(read(raw) == nil)
    }
    raw.sin6_family = sa_family_t(AF_INET6)
    #expect(read(raw, length: 16) == nil)
    raw.sin6_family = sa_family_t(AF_INET)
    #expect(read(raw, length: 15) == nil)
    #expect(read(raw, length: 1) == nil)
    #expect(read(raw, length: 0) == nil)
  }

  @Test(arguments: [
    "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "127.0.0.1 ", "[::1]", "::1%lo", "", "localhost",
  ])
  func `has one writing only`(_ text: String) {
    #expect(SocketAddress(text, port: 80) == nil)
  }

  private func read<Raw>(_ raw: Raw, length: Int = MemoryLayout<Raw>.size) -> SocketAddress? {
    withUnsafeBytes(of: raw) { bytes in
      bytes.baseAddress.flatMap { SocketAddress($0.assumingMemoryBound(to: sockaddr.self), length: length) }
    }
  }
}
