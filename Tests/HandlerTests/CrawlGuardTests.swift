// That no message makes crawl-handler connect to this machine or its network: exit 77, and nobody at the canary.

import Fixtures
import Glibc
import JSONText
import Processes
import Testing

@Suite(.serialized) struct `crawl-handler connects no private address` {
  private static let wrapper = "/usr/lib/x86_64-linux-gnu/libnss_wrapper.so"

  @Test(arguments: [
    "127.0.0.1", "localhost", "[::1]", "0x7f.1", "10.0.0.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]",
    "169.254.169.254", "localhost.", "metadata.google.internal", "127.1", "0", "intranet", "１２７.０.０.１",
  ])
  func `that a message names`(host: String) throws {
    let canary = CrawlCanary(port: 8080)
    try withServer { server in
      for domain in [
        host, "\(host):8080", "http://\(host):8080/", "https://\(host):8443", "http://\(host):\(server.port)",
      ] {
        let ended = try CrawlProgram.run(CrawlProgram.message(domain))
        #expect(ended.status == .exited(77), "\(domain)")
        try ended.expectOneSentence("cannot crawl \(domain): ", type: "PermissionError")
      }
      #expect(server.connections == 0)
    }
    #expect(canary.visited == 0)
  }

  @Test(
    .enabled(if: exists(wrapper), "libnss_wrapper.so is missing: install libnss-wrapper"),
    arguments: ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "0.0.0.0"])
  func `that a name turns out to be`(address: String) throws {
    let canary = CrawlCanary(port: 8080)
    try withServer { proxy in
      try withTemporaryFolder { folder in
        let hosts = "\(folder)/hosts"
        try write(
          Array("\(address) private.devseo-canary.com www.private.devseo-canary.com\n".utf8), to: hosts)
        for domain in ["http://private.devseo-canary.com:8080", "private.devseo-canary.com:8080"] {
          let ended = try CrawlProgram.run(
            CrawlProgram.message(domain),
            environment: [
              "LD_PRELOAD": Self.wrapper, "NSS_WRAPPER_HOSTS": hosts, "http_proxy": proxy.url(),
              "https_proxy": proxy.url(), "all_proxy": proxy.url(), "ALL_PROXY": proxy.url(),
            ])
          #expect(ended.status == .exited(77), "\(ended.errorText)\(ended.outputText)")
          try ended.expectOneSentence("cannot crawl \(domain): the address ", type: "PermissionError")
        }
      }
      #expect(proxy.connections == 0)
    }
    #expect(canary.visited == 0)
  }

  @Test func `by way of a proxy`() throws {
    try withServer { proxy in
      try withServer(["/": .page("<h1>Hello</h1>")]) { server in
        let ended = try CrawlProgram.crawl(
          server,
          environment: [
            "http_proxy": proxy.url(), "https_proxy": proxy.url(), "all_proxy": proxy.url(), "no_proxy": "",
          ])
        #expect(ended.status == .exited(0))
        #expect(server.paths.prefix(2) == ["/robots.txt", "/"])
        #expect(proxy.connections == 0)
      }
    }
  }

  @Test(arguments: ["http://169.254.169.254/", "http://[::1]/", "http://10.0.0.1:8080/x"])
  func `that the start page leads to`(location: String) throws {
    try withServer(["/": .redirect(to: location)]) { server in
      let ended = try CrawlProgram.crawl(server)
      #expect(ended.status == .exited(77))
      #expect(ended.output.isEmpty)
      #expect(
        try ended.events.last?["failure"] == [
          "type": "PermissionError",
          "message": .string(
            "cannot crawl \(server.url()), which leads to \(location): it is an address, not a name; "
              + "only public websites are crawled"),
        ])
      #expect(try ended.log.count == 1)
    }
  }

  @Test func `beside the one that is allowed`() throws {
    try withServer { canary in
      try withServer { server in
        let ended = try CrawlProgram.run(CrawlProgram.message(canary.url()), allowing: server)
        #expect(ended.status == .exited(77))
        #expect(canary.connections == 0)
      }
    }
  }
}
