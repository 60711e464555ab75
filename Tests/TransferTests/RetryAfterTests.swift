// How long servers ask to be left alone, in every way they write it.

import Testing

@testable import Transfer

@Suite struct `A wish to be left alone` {
  @Test(
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
      ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
      ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000), ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
      ("Wed, 21 Oct 2065 07:28:00 GMT", 3_023_335_680), ("Tuesday, 19-Jan-38 03:14:08 GMT", 2_147_483_648),
      ("Fri, 31 Dec 2100 23:59:60 GMT", 4_133_980_800), ("sun, 06 nov 1994 08:49:37 GMT", 784_111_777),
    ])
  func `may be a date of three forms`(text: String, seconds: Int) {
    #expect(HTTPDate(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "soon", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
    "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
    "Sun, 06 Nov 1994 08:49 GMT", "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 99999 08:49:37 GMT",
    "Sunday, 06-Nov 08:49:37 GMT", "Sun Nov 6 1994", "1994-11-06T08:49:37Z",
    "Sun, 06 Nov 1994 08:49:37 GMT, and a very long tail behind it",
  ])
  func `is no date otherwise`(text: String) {
    #expect(HTTPDate(text) == nil)
  }

  @Test(
    arguments: [
      ("0", .zero), ("120", .seconds(120)), (" 7 ", .seconds(7)), ("007", .seconds(7)),
      ("99999999999999999999999999", .seconds(31_536_000)), ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)),
      ("Sunday, 06-Nov-94 08:49:47 GMT", .seconds(10)), ("Sun Nov  6 08:49:47 1994", .seconds(10)),
      ("Sun, 06 Nov 1994 08:49:07 GMT", .zero), ("-7", nil), ("1.5", nil), ("0x10", nil), ("inf", nil),
      ("", nil),
      ("soon", nil), ("１０", nil),
    ] as [(String, Duration?)])
  func `is a number of seconds, a date, or nothing`(field: String, wait: Duration?) {
    #expect(RetryAfter.wait(field, now: 784_111_777) == wait)
  }

  @Test func `is told by the server's own clock`() {
    let response = Response(
      status: 429,
      headers: Headers([
        ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT"),
      ]))
    #expect(response.retryAfter() == .seconds(60))
    #expect(Response(status: 429).retryAfter() == nil)
    // By whose clock?
    let vague = Headers([("Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT")])
    #expect(Response(status: 429, headers: vague).retryAfter() == nil)
    #expect(Response(status: 429, headers: vague).retryAfter(by: 784_111_777.9) == .seconds(60))
    #expect(response.retryAfter(by: 0) == .seconds(60))
  }
}
