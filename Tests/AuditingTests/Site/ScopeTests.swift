// Which URLs belong to a site.

import Testing

@testable import Auditing

@Suite struct `The scope of a site` {
  @Test(arguments: [
    ("https://example.com/", "https://example.com/a", true),
    ("https://example.com/", "http://example.com/", true),
    ("https://example.com/", "https://www.example.com/", true),
    ("https://www.example.com/", "https://example.com/", true),
    ("https://example.com/", "https://EXAMPLE.com/", true),
    ("https://example.com/", "https://shop.example.com/", false),
    ("https://shop.example.com/", "https://www.shop.example.com/", true),
    ("https://shop.example.com/", "https://example.com/", false),
    ("https://example.com/", "https://www.www.example.com/", false),
    ("https://www.example.com/", "https://www.www.example.com/", false),
    ("https://www.com/", "https://www.www.com/", true), ("https://www.com/", "https://com/", false),
  ])
  func `is its host and the twin with or without www`(start: String, other: String, isInside: Bool) throws {
    #expect(try Scope(start: url(start)).contains(url(other)) == isInside)
  }

  @Test(arguments: [
    "https://evilexample.com/", "https://example.com.evil.com/", "https://example.com@evil.com/",
    "https://example.com:443@evil.com/", "https://evil.com/example.com", "https://evil.com?example.com",
    "https://evil.com#example.com", "https://evil.com\\@example.com/", "https://example.co/",
    "https://example.community/",
    "https://xn--exmple-cua.com/", "https://127.0.0.1/", "https://wwwexample.com/", "https://example.com./",
  ])
  func `is not taken in by hosts that look like it`(other: String) throws {
    #expect(try !Scope(start: url("https://example.com/")).contains(url(other)))
  }

  @Test func `does not mind who is said to ask`() throws {
    #expect(try Scope(start: url("https://example.com/")).contains(url("https://me:secret@example.com/")))
    #expect(try Scope(start: url("https://example.com/")).contains(url("https://evil.com@example.com/")))
  }

  @Test(arguments: [
    ("https://example.com/", "https://example.com:443/", true),
    ("https://example.com/", "https://example.com:8443/", false),
    ("https://example.com:8443/", "https://example.com:8443/", true),
    ("https://example.com:8443/", "https://example.com/", true),
    ("https://example.com:8443/", "http://example.com:8443/", true),
    ("https://example.com:8443/", "https://example.com:8444/", false),
    ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/a", true),
    ("http://127.0.0.1:8080/", "http://127.0.0.2:8080/", false),
    ("http://[::1]:8080/", "http://[::1]:8080/a", true),
    ("https://example.com/", "http://example.com:443/", true),
  ])
  func `takes the default port and its own`(start: String, other: String, isInside: Bool) throws {
    #expect(try Scope(start: url(start)).contains(url(other)) == isInside)
  }

  @Test(arguments: [
    "ftp://example.com/", "mailto:a@example.com", "javascript:void(0)", "data:text/html,a",
    "ws://example.com/", "file:///example.com",
  ])
  func `is of the web alone`(other: String) throws {
    #expect(try !Scope(start: url("https://example.com/")).contains(url(other)))
  }

  @Test(arguments: [
    ("https://example.com/", "www.example.com"), ("https://www.example.com/", "example.com"),
    ("https://www.com/", "www.www.com"), ("https://a.example.com/", "www.a.example.com"),
  ])
  func `has a twin`(start: String, twin: String) throws {
    #expect(try Scope.twin(of: url(start)) == twin)
  }
}
