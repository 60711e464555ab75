// Answers to checks, and pages that name what is to be checked.

import Auditing
import HTML
import Testing
import Transfer
import WebURL

@testable import Crawling

extension Result<Response, TransferError> {
  /// An answer of this status.
  static func status(_ status: Int, _ headers: [(String, String)] = []) -> Self {
    .success(Response(status: status, headers: Headers(headers)))
  }

  /// A failure.
  static func failed(_ code: TransferError.Code) -> Self {
    .failure(TransferError(code, target: "a:1", detail: "why"))
  }
}

/// What a page of `https://site.net/` says that holds these elements.
func facts(_ html: String) throws -> PageFacts {
  let url = try #require(URL("https://site.net/"))
  let document = Document(Array("<!doctype html><body>\(html)".utf8), charset: "utf-8")
  return PageFacts(document, at: url, headers: [], scope: Scope(start: url))
}
