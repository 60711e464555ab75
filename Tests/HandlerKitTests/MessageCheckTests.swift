// From text to a checked message.

import JSONText
import Messages
import Testing

@testable import HandlerKit

@Suite struct `A message is checked` {
  let check = MessageCheck(parameters: Usage.sample.parameters)

  @Test func `and completed with defaults`() throws {
    let whole: JSON = ["crawl_job_id": "7", "max_pages": 50, "deep": false]
    #expect(try check.message(parsing: Array(#"{"crawl_job_id":"7"}"#.utf8)) == whole)
    let text = #" {"crawl_job_id":"7","max_pages":null,"note":null} "#
    #expect(try check.message(parsing: Array(text.utf8)) == whole)
    #expect(
      try check.checked(["crawl_job_id": "", "max_pages": 500, "deep": true, "note": "\0"])
        == ["crawl_job_id": "", "max_pages": 500, "deep": true, "note": "\0"])
  }

  @Test(arguments: ["", " ", "\n\t\r\n \u{B}\u{C}"]) func `also when it is empty`(text: String) throws {
    #expect(try MessageCheck(parameters: []).message(parsing: Array(text.utf8)) == [:])
    #expect(throws: Failure.message("cannot read the message: crawl_job_id is missing")) {
      try check.message(parsing: Array(text.utf8))
    }
  }

  @Test(
    arguments: [
      ("{}", "crawl_job_id is missing"), (#"{"crawl_job_id":null}"#, "crawl_job_id is missing"),
      (#"{"crawl_job_id":7}"#, "crawl_job_id: expected a string, found an integer"),
      (#"{"crawl_job_id":"7","max_pages":"50"}"#, "max_pages: expected an integer, found a string"),
      (#"{"crawl_job_id":"7","max_pages":50.0}"#, "max_pages: expected an integer, found a number"),
      (#"{"crawl_job_id":"7","max_pages":NaN}"#, "max_pages: expected an integer, found a number"),
      (#"{"crawl_job_id":"7","max_pages":0}"#, "max_pages: 0 is not within 1...500"),
      (
        #"{"crawl_job_id":"7","max_pages":-9223372036854775808}"#,
        "max_pages: -9223372036854775808 is not within 1...500"
      ),
      (
        #"{"crawl_job_id":"7","max_pages":9999999999999999999999999999999999}"#,
        "max_pages: 999999999999999999999999… is not within 1...500"
      ),
      (#"{"crawl_job_id":"7","deep":1}"#, "deep: expected a boolean, found an integer"),
      (
        #"{"crawl_job_id":"7","report":"/etc/passwd"}"#,
        "report is unknown; known are crawl_job_id, max_pages, deep, note"
      ),
      (
        #"{"crawl_job_id":"7","--report":"x"}"#,
        "--report is unknown; known are crawl_job_id, max_pages, deep, note"
      ),
      (#"{"z":1,"a":2}"#, "a is unknown; known are crawl_job_id, max_pages, deep, note"),
      ("[]", "expected an object, found an array"), ("7", "expected an object, found an integer"),
    ])
  func `and refused with 65 and one sentence`(text: String, reason: String) throws {
    let failure = try #require(throws: Failure.self) { try check.message(parsing: Array(text.utf8)) }
    #expect(failure == .message("cannot read the message: \(reason)"))
    #expect(failure.status.code == 65)
  }

  @Test func `by a handler without parameters as well`() {
    #expect(
      throws: Failure.message("cannot read the message: a is unknown; this handler takes no parameters")
    ) {
      try MessageCheck(parameters: []).checked(["a": 1])
    }
  }
}
