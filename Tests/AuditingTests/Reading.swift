// Pages and addresses for the tests, made of text.

import HTML
import Testing
import WebURL

@testable import Auditing

/// The URL that a text is; it fails the test when it is none.
func url(_ text: String) throws -> URL { try #require(URL(text)) }

/// The address of a URL.
func address(_ text: String) throws -> PageAddress { try PageAddress(url(text)) }

/// A parsed page.
func document(_ html: String) -> Document { Document(Array(html.utf8), charset: "utf-8") }

/// What a page of `https://example.com/dir/page` says.
func facts(
  _ html: String, at page: String = "https://example.com/dir/page",
  headers: [(name: String, value: String)] = []
) throws -> PageFacts {
  let page = try url(page)
  return PageFacts(document(html), at: page, headers: headers, scope: Scope(start: page))
}
