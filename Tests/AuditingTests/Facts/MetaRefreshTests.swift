// Refreshes, by the steps of the HTML standard.

import Testing

@testable import Auditing

@Suite struct `A meta refresh` {
  @Test(arguments: [
    ("0;url=a", 0, "a"), ("0; url=a", 0, "a"), ("5;URL=a", 5, "a"), (" 5 ; Url = a ", 5, "a "),
    ("5,url=a", 5, "a"),
    ("5 url=a", 5, "a"), ("5;a", 5, "a"), ("5 a", 5, "a"), ("0; URL='//x'", 0, "//x"),
    ("0;url=\"a\"b", 0, "a"),
    ("0;url='a", 0, "a"), ("0;'a'b", 0, "a"), ("0;url", 0, "url"), ("0;urla", 0, "urla"),
    ("0;url a", 0, "url a"),
    ("0;u=a", 0, "u=a"), ("0;ur='a'", 0, "ur='a'"), ("0;url=", 0, ""), ("0;url=''", 0, ""),
    ("0;url='\"'", 0, "\""),
    ("1.9;url=a", 1, "a"), (".5;url=a", 0, "a"), ("1..5.;url=a", 1, "a"), ("0\n;\turl\r=\u{0C}a", 0, "a"),
    ("0;;url=a", 0, ";url=a"), ("0;url=a;b", 0, "a;b"), ("007;a", 7, "a"), ("0\r\n;url=a", 0, "a"),
  ])
  func `has a delay and a URL`(content: String, delay: Int, target: String) {
    #expect(MetaRefresh(content)?.delay == delay)
    #expect(MetaRefresh(content)?.target == target)
  }

  @Test(arguments: ["5", "5;", "5; ", "5,", "5.", ".", "0 ", " 5"])
  func `without URL reloads the page`(content: String) {
    #expect(MetaRefresh(content) != nil)
    #expect(MetaRefresh(content)?.target == nil)
  }

  @Test(arguments: [
    "", " ", ";", "\";\"", "a", "url=a", ";url=a", "-1;url=a", "+1;url=a", "5x;url=a", "٣;url=a",
    "0\u{B};url=a", "5:url=a",
  ])
  func `that browsers ignore is none`(content: String) {
    #expect(MetaRefresh(content) == nil)
  }

  @Test func `may ask for more seconds than there are`() {
    #expect(MetaRefresh("99999999999999999999999;url=a")?.delay == .max)
  }

  @Test(arguments: [
    ("<meta http-equiv=refresh content='0;url=a'>", "https://example.com/dir/a"),
    ("<meta http-equiv=REFRESH content='0;url=/a'>", "https://example.com/a"),
    ("<body><meta http-equiv=refresh content='0;url=a'>", "https://example.com/dir/a"),
    ("<base href=/b/><meta http-equiv=refresh content='0;url=a'>", "https://example.com/b/a"),
    (
      "<meta http-equiv=refresh content=x><meta http-equiv=refresh content='1;a'>",
      "https://example.com/dir/a"
    ),
    (
      "<meta http-equiv=refresh content='0;https://['><meta http-equiv=refresh content='1;a'>",
      "https://example.com/dir/a"
    ),
    (
      "<meta http-equiv=refresh content='0;javascript:x'><meta http-equiv=refresh content='1;a'>",
      "https://example.com/dir/a"
    ),
    (
      "<meta http-equiv=refresh content='0;a'><meta http-equiv=refresh content='0;b'>",
      "https://example.com/dir/a"
    ),
    ("<meta http-equiv=refresh content=9><meta http-equiv=refresh content='0;b'>", nil),
    ("<meta http-equiv=refresh content='0;ftp://x/'><meta http-equiv=refresh content='0;b'>", nil),
    ("<noscript><meta http-equiv=refresh content='0;url=a'></noscript>", nil),
    ("<template><meta http-equiv=refresh content='0;url=a'></template>", nil),
    ("<meta name=refresh content='0;url=a'>", nil), ("<meta http-equiv=refresh>", nil),
    ("<meta http-equiv=refresh content='\";\"'>", nil),
  ])
  func `of a page is the first that browsers obey`(html: String, target: String?) throws {
    #expect(try facts(html).refresh?.target.href == target)
  }

  @Test(.timeLimit(.minutes(1)))
  func `may come fifty thousand times`() throws {
    let html = String(repeating: "<meta http-equiv=refresh content='5;'>", count: 50_000)
    var target: PageAddress?
    let time = try ContinuousClock().measure { target = try facts(html).refresh?.target }
    #expect(target == nil)
    #expect(time < .seconds(20))
  }
}
