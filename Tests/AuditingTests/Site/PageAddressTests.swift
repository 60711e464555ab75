// When two URLs are one page.

import Testing
import WebURL

@testable import Auditing

@Suite struct `The address of a page` {
  @Test(arguments: [
    ("https://example.com/a#b", "https://example.com/a"), ("https://example.com/#", "https://example.com/"),
    ("HTTPS://EXAMPLE.com:443", "https://example.com/"),
    ("https://example.com/a/../b", "https://example.com/b"),
    ("https://example.com/a?b#c", "https://example.com/a?b"),
    ("https://example.com/ä", "https://example.com/%C3%A4"),
  ])
  func `is the URL as the standard writes it, without fragment`(text: String, href: String) throws {
    #expect(try address(text).href == href)
  }

  @Test(arguments: [
    ("https://example.com/a", "https://example.com/a/"), ("https://example.com/a", "https://example.com/A"),
    ("https://example.com/?a=1&b=2", "https://example.com/?b=2&a=1"),
    ("https://example.com/", "https://example.com/index.html"),
    ("https://example.com/", "http://example.com/"),
    ("https://example.com/", "https://www.example.com/"),
    ("https://example.com/a//b", "https://example.com/a/b"),
    ("https://example.com/a?b", "https://example.com/a?b="),
    ("https://example.com/a?b", "https://example.com/a?b?"),
    ("https://example.com/a?&b", "https://example.com/a?b"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://example.com/a%3F", "https://example.com/a"),
    ("https://example.com/?", "https://example.com/??"),
  ])
  func `differs for what may be two pages`(one: String, other: String) throws {
    #expect(try address(one) != address(other))
  }

  @Test(arguments: [
    ("https://example.com/%7euser", "https://example.com/~user"),
    ("https://example.com/%c3%a4", "https://example.com/ä"),
    ("https://example.com/%41%2D%2e%5F", "https://example.com/A-._"),
    ("https://example.com/?%61=%2f", "https://example.com/?a=%2F"),
    ("https://example.com/a?", "https://example.com/a"),
    ("https://example.com/a?#b", "https://example.com/a"),
    ("https://example.com/a?utm_source=x", "https://example.com/a"),
    ("https://example.com/a?%75tm_source=x", "https://example.com/a"),
    ("https://example.com/?", "https://example.com/"),
  ])
  func `is one for two ways to write a URL`(one: String, other: String) throws {
    #expect(try address(one) == address(other))
    #expect(try address(one).hashValue == address(other).hashValue)
  }

  @Test(arguments: [
    ("https://example.com/%2541", "https://example.com/%2541"),
    ("https://example.com/%zz%", "https://example.com/%zz%"),
    ("https://example.com/%4", "https://example.com/%4"),
    ("https://example.com/%c3%A4%2f", "https://example.com/%C3%A4%2F"),
    ("https://example.com/a%3f?", "https://example.com/a%3F"),
  ])
  func `has a key with triplets in order, decoded once`(text: String, key: String) throws {
    #expect(try address(text).key == key)
  }

  @Test func `is asked for with its triplets as they are written`() throws {
    #expect(try address("https://example.com/%7eu?").href == "https://example.com/%7eu?")
  }

  @Test(arguments: [
    "utm_source", "utm_medium", "utm_anything", "utm_", "gclid", "gclsrc", "dclid", "gbraid", "wbraid",
    "fbclid",
    "msclkid", "twclid", "yclid", "igshid", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "_ga", "_gl",
  ])
  func `is neither asked for nor told apart by tracking`(parameter: String) throws {
    for query in [
      "a=1&\(parameter)=x&b=2", "\(parameter)=x&a=1&b=2", "a=1&b=2&\(parameter)",
      "\(parameter)&a=1&\(parameter)=y&b=2",
    ] {
      #expect(try address("https://example.com/?\(query)#f").href == "https://example.com/?a=1&b=2")
    }
    #expect(try address("https://example.com/?\(parameter)=x").href == "https://example.com/")
  }

  @Test(arguments: [
    "utm", "UTM_source", "xutm_source", "gclid2", "Gclid", "ga", "a=utm_source", "utm-source=1", "ref=gclid",
  ])
  func `keeps parameters that only look like tracking`(parameter: String) throws {
    #expect(try address("https://example.com/?\(parameter)").href == "https://example.com/?\(parameter)")
  }
}
