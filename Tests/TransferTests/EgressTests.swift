// The allow list: how it is written, and that an entry lifts the block for what it says and nothing beside.

import Testing
import Transfer

@Suite struct `The allow list` {
  @Test func `allows one port of one address`() throws {
    let egress = try Egress(allowing: "127.0.0.1:8080, [::1]:8081")
    #expect(permits(egress, "127.0.0.1", 8080))
    #expect(!permits(egress, "127.0.0.1", 8081))
    #expect(!permits(egress, "127.0.0.2", 8080))
    #expect(permits(egress, "::1", 8081))
    #expect(!permits(egress, "::1", 8080))
    #expect(!permits(egress, "::ffff:127.0.0.1", 8080))
  }

  @Test func `allows every port of a network`() throws {
    let egress = try Egress(allowing: "10.0.0.0/8\t127.0.0.1/32\n::1/128")
    #expect(permits(egress, "10.255.0.1", 1))
    #expect(!permits(egress, "11.0.0.1/8", 1))
    #expect(permits(egress, "127.0.0.1", 65_535))
    #expect(!permits(egress, "127.0.0.2", 80))
    #expect(permits(egress, "::1", 80))
    #expect(!permits(egress, "::2", 80))
  }

  @Test func `leaves public addresses as they are, and adds none when empty`() throws {
    let egress = try Egress(allowing: " , ")
    #expect(permits(egress, "8.8.8.8", 80))
    #expect(!permits(egress, "127.0.0.1", 80))
  }

  @Test func `takes a prefix of zero for everything`() throws {
    let egress = try Egress(allowing: "0.0.0.0/0")
    #expect(permits(egress, "127.0.0.1", 80))
    #expect(!permits(egress, "::1", 80))
  }

  @Test(arguments: [
    "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:+80", "127.1:80", "0x7f000001:80",
    "localhost:80", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "::1:80", "::1", "[::1]",
    "[127.0.0.1]:80", "[::1]/128", "::1/129", "2001:db8::1/32", "fe80::1%eth0/128", "10.0.0.0/8:80",
    "10.0.0.0/٨",
  ])
  func `refuses what is not exactly an entry`(_ entry: String) {
    let error = #expect(throws: EgressError.self) { try Egress(allowing: "10.0.0.0/8 \(entry)") }
    #expect(error?.description == "cannot allow \"\(entry)\": it is neither ADDRESS:PORT nor NETWORK/PREFIX")
  }

  @Test func `tells which literal hosts it names`() throws {
    let egress = try Egress(allowing: "127.0.0.1:8080 [::1]:8080 10.0.0.0/8")
    #expect(egress.explicitlyAllows(host: "127.0.0.1", port: 8080))
    #expect(egress.explicitlyAllows(host: "[::1]", port: 8080))
    #expect(egress.explicitlyAllows(host: "10.1.2.3", port: 9))
    #expect(!egress.explicitlyAllows(host: "127.0.0.1", port: 80))
    #expect(!egress.explicitlyAllows(host: "8.8.8.8", port: 80))
    #expect(!egress.explicitlyAllows(host: "localhost", port: 8080))
  }

  private func permits(_ egress: Egress, _ address: String, _ port: UInt16) -> Bool {
    SocketAddress(address, port: port).map(egress.permits) ?? false
  }
}
