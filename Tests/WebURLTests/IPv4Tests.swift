// IPv4 addresses: the notations of a URL, and the one of a configuration file.

import Testing
import WebURL

@Suite struct `IPv4 addresses` {
  @Test(arguments: [
    ("10.20.30.40", "10.20.30.40"),
    ("10.20.30.40.", "10.20.30.40"),
    ("0", "0.0.0.0"),
    ("2130706433", "127.0.0.1"),
    ("127.1", "127.0.0.1"),
    ("10.1.515", "10.1.2.3"),
    ("10.66051", "10.1.2.3"),
    ("0x7F.0.0.0x1", "127.0.0.1"),
    ("0X7f000001", "127.0.0.1"),
    ("0xC0.0xA8.1", "192.168.0.1"),
    ("0300.0250.0.01", "192.168.0.1"),
    ("017700000001", "127.0.0.1"),
    ("00000000000010.1", "8.0.0.1"),
    ("0x", "0.0.0.0"),
    ("0x.0x.0x.0x9", "0.0.0.9"),
    ("4294967295", "255.255.255.255"),
    ("1.16777215", "1.255.255.255"),
    ("%31%30.%32", "10.0.0.2"),
    ("１０．２", "10.0.0.2"),
    ("169。254。169。254", "169.254.169.254"),
    ("0xa9fea9fe", "169.254.169.254"),
  ])
  func `a host that ends in a number is an address`(host: String, address: String) {
    let url = URL("http://\(host)/")
    #expect(url?.hostname == address)
    #expect(url?.host == IPv4Address(address).map(Host.ipv4))
    #expect(url?.host?.isIPLiteral == true)
  }

  @Test(arguments: [
    "256.1.1.1", "1.256.1.1", "1.1.1.256", "1.1.65536", "1.16777216", "4294967296", "1.2.3.4.5", "1..2",
    "08", "1.2.3.09", "0xG.1", "example.42", "example.0x2a", "www.1.2.3.4.5", ".1",
    "99999999999999999999999999", "0xFFFFFFFFFFFFFFFFFFFFFF", "1.2.3.-4.5",
  ])
  func `a host that ends in a number and is no address makes no URL`(host: String) {
    #expect(URL("http://\(host)/") == nil)
  }

  @Test(arguments: [
    "1.2.3.4..", "1.2.3.com", "1.2.3.4.example", "1e3", "0x7g", "1.2.x3", "7up", "1.2.3.0xyz", "a1",
  ])
  func `a host that only begins like a number is a domain`(host: String) {
    #expect(URL("http://\(host)/")?.host == .domain(host))
  }

  @Test func `a scheme that is not special has no numbers for hosts`() {
    #expect(URL("git://0x7f.1/")?.host == .opaque("0x7f.1"))
  }

  @Test(arguments: ["0.0.0.0", "255.255.255.255", "192.0.2.7"])
  func `a dotted quad reads back as it is written`(text: String) {
    #expect(IPv4Address(text)?.description == text)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.1000", "0x1.2.3.4", " 1.2.3.4",
    "1.2.3.4 ", "1.2..4", "-1.2.3.4", "１.2.3.4",
  ])
  func `a configuration file may only hold dotted quads`(text: String) {
    #expect(IPv4Address(text) == nil)
  }

  @Test func `the bytes are in the order of the text`() {
    #expect(IPv4Address("192.0.2.7")?.bytes == [192, 0, 2, 7])
    #expect(IPv4Address(bytes: [192, 0, 2, 7]).description == "192.0.2.7")
    #expect(IPv4Address(bytes: [1, 0, 0, 0]) == IPv4Address(value: 1 << 24))
  }
}
