// IPv6 addresses.

import Testing
import WebURL

@Suite struct `IPv6 addresses` {
  @Test(arguments: [
    ("::", "::"),
    ("::1", "::1"),
    ("1::", "1::"),
    ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
    ("2001:DB8::00a", "2001:db8::a"),
    ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
    ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
    ("1:2:3:0:5:6:7:8", "1:2:3:0:5:6:7:8"),
    ("1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"),
    ("0:0:1::", "0:0:1::"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ("::ffff:192.0.2.33", "::ffff:c000:221"),
    ("64:ff9b::8.8.4.4", "64:ff9b::808:404"),
    ("1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"),
  ])
  func `an address is written in its shortest form`(text: String, shortest: String) {
    #expect(IPv6Address(text)?.description == shortest)
    #expect(URL("http://[\(text)]/")?.href == "http://[\(shortest)]/")
    #expect(URL("http://[\(text)]/")?.host == IPv6Address(text).map(Host.ipv6))
  }

  @Test(arguments: [
    "", ":", ":::", "1", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1::",
    "1::2:3:4:5:6:7:8", "12345::", "::g", "::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "::01.2.3.4",
    "::1.2.3.4:5",
    "1:2:3:4:5:6:7:1.2.3.4", "::.1.2.3", "fe80::1%eth0", "fe80::1%25eth0", " ::1", "::1 ", "1.2.3.4",
    "1:2:::3",
  ])
  func `other text is no address`(text: String) {
    #expect(IPv6Address(text) == nil)
    #expect(URL("http://[\(text)]/") == nil)
  }

  @Test(arguments: [
    "http://[::1", "http://::1]/", "http://[::1]x/", "http://x[::1]/", "http://[]/", "git://[::1/",
  ])
  func `brackets stand around an address and nowhere else`(text: String) {
    #expect(URL(text) == nil)
  }

  @Test func `a scheme that is not special has IPv6 addresses too`() {
    let url = URL("git://[2001:DB8::1]:9418/x")
    #expect(url?.href == "git://[2001:db8::1]:9418/x")
    #expect(url?.host?.isIPLiteral == true)
  }

  @Test func `the bytes are in the order of the text`() {
    let bytes: [UInt8] = [0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0xAB, 0xCD, 0, 0xFF]
    #expect(IPv6Address("2001:db8::abcd:ff")?.bytes == bytes)
    #expect(IPv6Address(bytes: bytes).description == "2001:db8::abcd:ff")
  }
}
