// What crawl-handler does not take for a message, a website or a setting.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `crawl-handler refuses` {
  @Test(
    arguments: [
      ("{}", "cannot read the message: website_domain is missing"),
      ("", "cannot read the message: website_domain is missing"),
      (#"{"website_domain": null}"#, "cannot read the message: website_domain is missing"),
      ("example.com", "cannot read the message: it is no JSON: "),
      (#"["example.com"]"#, "cannot read the message: expected an object, found an array"),
      (#"{"website_domain": "a.com", "depth": 3}"#, "cannot read the message: depth is unknown; known are "),
      (#"{"website_domain": "a.com", "full": true}"#, "cannot read the message: full is unknown; known are "),
      (
        #"{"website_domain": "a.com", "--full": true}"#,
        "cannot read the message: --full is unknown; known are "
      ),
      (
        #"{"website_domain": "a.com", "summary": true}"#,
        "cannot read the message: summary is unknown; known are "
      ),
      (
        #"{"website_domain": 1}"#,
        "cannot read the message: website_domain: expected a string, found an integer"
      ),
      (
        #"{"website_domain": ["a.com"]}"#,
        "cannot read the message: website_domain: expected a string, found an array"
      ),
      (
        #"{"website_domain": "a.com", "crawl_job_id": 7}"#,
        "cannot read the message: crawl_job_id: expected a string, "
      ),
    ])
  func `what is no message`(message: String, sentence: String) throws {
    let ended = try CrawlProgram.run(message)
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence(sentence, type: "ValueError")
  }

  @Test(
    arguments: [
      ("0", "0 is not within 1...50000"), ("-1", "-1 is not within 1...50000"),
      ("50001", "50001 is not within 1...50000"),
      ("1000000000", "1000000000 is not within 1...50000"),
      ("1000000000000000000000000000000", "10000000000000"),
      ("1e30", "expected an integer, found a number"), ("1.5", "expected an integer, found a number"),
      (#""50""#, "expected an integer, found a string"), ("true", "expected an integer, found a boolean"),
      ("[]", "expected an integer, found an array"),
    ])
  func `numbers of pages that are none`(number: String, reason: String) throws {
    let ended = try CrawlProgram.run(#"{"website_domain": "a.com", "max_pages": \#(number)}"#)
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence("cannot read the message: max_pages: \(reason)", type: "ValueError")
  }

  @Test(
    arguments: [
      ("", "cannot crawl the website: it is empty"), (" ", "cannot crawl the website: it is empty"),
      ("exam ple.com", "cannot crawl exam ple.com: it contains white space"),
      (
        "https://me:secret@example.com",
        "cannot crawl https://me:secret@example.com: user name and password are not accepted"
      ),
      ("ftp://example.com", "cannot crawl ftp://example.com: only http and https can be crawled"),
      ("file:///etc/passwd", "cannot crawl file:///etc/passwd: only http and https can be crawled"),
      ("javascript:alert(1)", "cannot crawl javascript:alert(1): it is no host name or URL"),
      ("http://[::1", "cannot crawl http://[::1: it is no host name or URL"),
      ("a\u{0}b.com", "cannot crawl a\u{0}b.com: it is no host name or URL"),
      ("😀 .com", "cannot crawl 😀 .com: it contains white space"),
      (String(repeating: "a", count: 3_000), "cannot crawl aaaaaaaaaaaa"),
      (String(repeating: "a", count: 300) + ".com", "cannot crawl aaaaaaaaaaaa"),
      (String(repeating: "a", count: 5_000_000), "cannot crawl aaaaaaaaaaaa"),
      ("a" + String(repeating: "\u{301}", count: 1_000_000), "cannot crawl a"),
    ])
  func `what is no website`(domain: String, sentence: String) throws {
    let ended = try CrawlProgram.run(CrawlProgram.message(domain))
    #expect(ended.status == .exited(65))
    #expect(ended.errors.count < 4_096)
    #expect(ended.eventBytes.count < 4_096)
    // The log escapes what a terminal must not see, the event does not.
    let printable = sentence.unicodeScalars.map { $0 == "\0" ? "\\u{0}" : String($0) }.joined()
    let logged = try ended.log.first?["message"]?.string ?? ""
    #expect(logged.utf8.starts(with: printable.utf8), "\(logged)")
    #expect(try ended.log.count == 1)
    #expect(ended.output.isEmpty)
    #expect(try ended.events.first?["failure"]?["type"] == "ValueError")
    let told = try ended.events.first?["failure"]?["message"]?.string ?? ""
    #expect(told.utf8.starts(with: sentence.utf8), "\(told)")
  }

  @Test func `ten megabytes`() throws {
    let ended = try CrawlProgram.run(CrawlProgram.message(String(repeating: "a", count: 10_000_000)))
    #expect(ended.status == .exited(65))
    try ended.expectOneSentence("cannot read the message: it is larger than 8 MiB", type: "ValueError")
  }

  @Test(
    arguments: [
      ("CRAWL_ALLOW_NETWORKS", "nonsense"), ("CRAWL_ALLOW_NETWORKS", "127.0.0.1:80, 10.0.0.1/8"),
      ("CRAWL_ALLOW_NETWORKS", "127.0.0.1"), ("CRAWL_ALLOW_NETWORKS", "localhost:80"),
      ("CRAWL_REQUESTS_PER_S", "fast"), ("CRAWL_REQUESTS_PER_S", "-1"), ("CRAWL_REQUESTS_PER_S", "nan"),
      ("CRAWL_REQUESTS_PER_S", "inf"), ("CRAWL_REQUESTS_PER_S", "1e999"), ("CRAWL_REQUESTS_PER_S", "1,5"),
      ("CRAWL_USER_AGENT", "Bot\r\nX-Evil: 1"),
    ])
  func `settings that cannot be used`(name: String, value: String) throws {
    let ended = try CrawlProgram.run(CrawlProgram.message("example.com"), environment: [name: value])
    #expect(ended.status == .exited(78))
    try ended.expectOneSentence("cannot use \(name): ", type: "ConfigurationError")
  }
}
