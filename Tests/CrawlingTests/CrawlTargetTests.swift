// What may be named as a website, and what is refused before anything is looked up.

import Testing
import Transfer
import WebURL

@testable import Crawling

@Suite struct `A website` {
  @Test(
    arguments: [
      ("example.com", ["https://example.com/", "http://example.com/"]),
      (" example.com\n", ["https://example.com/", "http://example.com/"]),
      ("EXAMPLE.com.", ["https://example.com./", "http://example.com./"]),
      ("example.com:8080", ["https://example.com:8080/", "http://example.com:8080/"]),
      ("example.com/shop?a#b", ["https://example.com/shop?a", "http://example.com/shop?a"]),
      (
        "example.com/go?to=http://a.example",
        ["https://example.com/go?to=http://a.example", "http://example.com/go?to=http://a.example"]
      ),
      ("https://example.com", ["https://example.com/"]),
      ("HTTP://example.com:8080/x", ["http://example.com:8080/x"]),
      ("http://example.com:80/", ["http://example.com/"]),
      ("https://example.com:8443", ["https://example.com:8443/"]),
      ("käse.de", ["https://xn--kse-qla.de/", "http://xn--kse-qla.de/"]),
      ("ｅｘａｍｐｌｅ.com", ["https://example.com/", "http://example.com/"]),
      ("a_b.example.com", ["https://a_b.example.com/", "http://a_b.example.com/"]),
    ])
  func `is a host, a host with a port, or a URL`(text: String, urls: [String]) throws {
    #expect(try CrawlTarget(text, egress: .publicOnly).candidates.map(\.href) == urls)
  }

  @Test(
    arguments: [
      ("", "cannot crawl the website: it is empty"), ("  \n", "cannot crawl the website: it is empty"),
      ("exam ple.com", "cannot crawl exam ple.com: it contains white space"),
      ("https://", "cannot crawl https://: it is no host name or URL"),
      ("http://[::1", "cannot crawl http://[::1: it is no host name or URL"),
      ("example.com:99999", "cannot crawl example.com:99999: it is no host name or URL"),
      ("exa<mple.com", "cannot crawl exa<mple.com: it is no host name or URL"),
      ("javascript:alert(1)", "cannot crawl javascript:alert(1): it is no host name or URL"),
      ("ftp://example.com", "cannot crawl ftp://example.com: only http and https can be crawled"),
      ("file:///etc/passwd", "cannot crawl file:///etc/passwd: only http and https can be crawled"),
      ("gopher://example.com", "cannot crawl gopher://example.com: only http and https can be crawled"),
      (
        "https://me@example.com",
        "cannot crawl https://me@example.com: user name and password are not accepted"
      ),
      (
        "me:secret@example.com", "cannot crawl me:secret@example.com: user name and password are not accepted"
      ),
      (
        "http://example.com%2f@127.0.0.1/",
        "cannot crawl http://example.com%2f@127.0.0.1/: user name and password are not accepted"
      ),
    ])
  func `is something else`(text: String, sentence: String) {
    expect(text, sentence) { if case .malformed = $0 { true } else { false } }
  }

  @Test(arguments: [254, 2_000, 3_000, 10_000_000])
  func `has no endless name`(length: Int) {
    #expect {
      try CrawlTarget(String(repeating: "a.", count: length / 2) + "de", egress: .publicOnly)
    } throws: { error in
      guard case .malformed? = error as? CrawlError else { return false }
      return "\(error)".utf8.count < 2_200
    }
  }

  @Test(arguments: [
    "127.0.0.1", "https://127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1",
    "１２７.０.０.１",
    "[::1]", "[::ffff:127.0.0.1]", "http://[::]/", "10.0.0.1", "169.254.169.254", "http://8.8.8.8",
    "[2600::1]",
  ])
  func `is no address`(text: String) {
    expect(
      text, "cannot crawl \(text): it is an address, not a name; only public websites are crawled", isRefusal)
  }

  @Test(arguments: [
    "localhost", "localhost.", "LOCALHOST", "a.localhost", "intranet", "printer.local", "db.internal",
    "x.home.arpa",
    "metadata.google.internal", "abc.onion", "a.test", "a.invalid", "a.example", "1.0.0.127.in-addr.arpa",
  ])
  func `has a public name`(text: String) {
    #expect { try CrawlTarget(text, egress: .publicOnly) } throws: {
      isRefusal($0 as? CrawlError) && "\($0)".contains("is not a public name")
    }
  }

  @Test(arguments: [0, 1, 22, 25, 81, 6379, 65535])
  func `has one of the ports of websites`(port: Int) {
    expect(
      "example.com:\(port)",
      "cannot crawl example.com:\(port): port \(port) is not crawled; only public websites are crawled",
      isRefusal)
  }

  @Test(
    arguments: [
      ("127.0.0.1:5000", ["https://127.0.0.1:5000/", "http://127.0.0.1:5000/"]),
      ("0x7f.1:5000", ["https://127.0.0.1:5000/", "http://127.0.0.1:5000/"]),
      ("http://[::1]:5000", ["http://[::1]:5000/"]), ("10.1.2.3", ["https://10.1.2.3/", "http://10.1.2.3/"]),
      ("intranet:81", ["https://intranet:81/", "http://intranet:81/"]),
      // What nobody allowed is left out, not what was allowed with it.
      ("192.0.2.1", ["http://192.0.2.1/"]),
    ])
  func `may be any that the operator allows`(text: String, urls: [String]) throws {
    let egress = try Egress(allowing: "127.0.0.1:5000 [::1]:5000 10.0.0.0/8 192.0.2.1:80")
    #expect(try CrawlTarget(text, egress: egress).candidates.map(\.href) == urls)
  }

  @Test(arguments: ["127.0.0.1:5001", "127.0.0.2:5000", "[::1]:80", "11.0.0.1", "8.8.8.8"])
  func `is still no address that the operator did not allow`(text: String) throws {
    let egress = try Egress(allowing: "127.0.0.1:5000 [::1]:5000 10.0.0.0/8")
    #expect { try CrawlTarget(text, egress: egress) } throws: { isRefusal($0 as? CrawlError) }
  }

  @Test(
    arguments: [
      ("127.0.0.1:5000", true), ("http://127.0.0.1:5000/x", true), (" 127.0.0.1:5000", true),
      ("10.9.9.9", true),
      ("192.0.2.1", true), ("127.0.0.1:5001", false), ("intranet", false), ("example.com", false),
      ("", false),
      ("http://[", false),
    ])
  func `is the operator's own when they named its address`(text: String, isOwn: Bool) throws {
    let egress = try CrawlEgress(allowing: "127.0.0.1:5000 10.0.0.0/8 192.0.2.1:80")
    #expect(egress.isOwnSite(text) == isOwn)
  }

  @Test func `is allowed by a list that can be read`() throws {
    #expect(throws: CrawlSettingError.self) { try CrawlEgress(allowing: "127.0.0.1:5000, nonsense") }
    #expect(try CrawlEgress(allowing: nil).policy.isPublicOnly)
    #expect(try CrawlEgress(allowing: " ").policy.isPublicOnly)
  }

  private func expect(_ text: String, _ sentence: String, _ isRight: (CrawlError) -> Bool) {
    #expect { try CrawlTarget(text, egress: .publicOnly) } throws: { error in
      guard let error = error as? CrawlError else { return false }
      return isRight(error) && error.description == sentence
    }
  }
}

private func isRefusal(_ error: CrawlError?) -> Bool {
  if case .refused = error { true } else { false }
}
