// The edges of every range of the block lists: the first and last address within, and the neighbours outside.

import Testing
import Transfer

@Suite struct `The block lists` {
  @Test(arguments: [
    // first, last, before, after; nil where the neighbour is blocked by another range or there is none
    Edges("0.0.0.0", "0.255.255.255", nil, "1.0.0.0"),
    Edges("10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"),
    Edges("100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"),
    Edges("127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"),
    Edges("168.63.129.16", "168.63.129.16", "168.63.129.15", "168.63.129.17"),
    Edges("169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"),
    Edges("172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"),
    Edges("192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"),
    Edges("192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"),
    Edges("192.31.196.0", "192.31.196.255", "192.31.195.255", "192.31.197.0"),
    Edges("192.52.193.0", "192.52.193.255", "192.52.192.255", "192.52.194.0"),
    Edges("192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"),
    Edges("192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"),
    Edges("192.175.48.0", "192.175.48.255", "192.175.47.255", "192.175.49.0"),
    Edges("198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"),
    Edges("198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"),
    Edges("203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"),
    Edges("224.0.0.0", "255.255.255.255", "223.255.255.255", nil),
    Edges("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil, "2000::"),
    Edges("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff:ffff:ffff::", "2001:200::"),
    Edges("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7:ffff::", "2001:db9::"),
    Edges("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:ffff:ffff::", "2003::"),
    Edges("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", "2620:4f:7fff:ffff::", "2620:4f:8001::"),
    Edges("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3ffe:ffff:ffff::", "3fff:1000::"),
    Edges(
      "4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", nil),
  ])
  func `end where the registries say`(_ edges: Edges) throws {
    try #expect(!permits(edges.first))
    try #expect(!permits(edges.last))
    if let before = edges.before { try #expect(permits(before)) }
    if let after = edges.after { try #expect(permits(after)) }
  }

  @Test(arguments: [
    "169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "::1", "::ffff:127.0.0.1",
    "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::",
    "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "100::1", "5f00::1", "fc00::1", "fe80::1", "fec0::1",
    "ff02::1",
  ])
  func `hold every way to write or reach an internal address`(_ address: String) throws {
    try #expect(!permits(address))
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:829::200e",
  ])
  func `let the public through`(_ address: String) throws {
    try #expect(permits(address))
  }

  private func permits(_ address: String) throws -> Bool {
    Egress.publicOnly.permits(try #require(SocketAddress(address, port: 443)))
  }
}

struct Edges: Sendable, CustomTestStringConvertible {
  let first: String
  let last: String
  let before: String?
  let after: String?

  init(_ first: String, _ last: String, _ before: String?, _ after: String?) {
    self.first = first
    self.last = last
    self.before = before
    self.after = after
  }

  var testDescription: String { "\(first) to \(last)" }
}
