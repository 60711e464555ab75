// Links to URLs that redirect, and the one that is forgiven.

import Testing

@testable import Auditing

@Suite struct `Links to redirects` {
  @Test func `are found on the page that holds them`() throws {
    let site = try site(links: "<a href=old>a</a><a href=old#x>b</a><a href=new>c</a>", old: "old")
    #expect(site.findings("redirect-internal") == ["a"])
    #expect(site.evidence("redirect-internal")?.text == "1 link to redirecting URLs")
    #expect(site.evidence("redirect-internal")?.urls == ["https://example.com/old"])
  }

  @Test(arguments: ["<a href=new>a</a>", "<a href=unread>a</a>", "<a href=https://example.org/old>a</a>", ""])
  func `are none that lead elsewhere`(links: String) throws {
    #expect(try site(links: links, old: "old").findings("redirect-internal") == [])
  }

  @Test func `count on pages of the index alone`() throws {
    var site = try TestSite()
    try site.page(
      "a",
      GoodPage {
        $0.body = "<a href=old>a</a>"; $0.head = "<meta name=robots content=noindex>"
      }.html)
    try site.redirect("old", to: "new")
    #expect(site.findings("redirect-internal") == [])
  }

  @Test(arguments: ["http://example.com/new", "https://www.example.com/new", "http://www.example.com/new"])
  func `once without https or with www are forgiven`(old: String) throws {
    #expect(try site(links: "<a href=\(old)>a</a>", old: old).findings("redirect-internal") == [])
    #expect(
      try site(links: "<a href=\(old)>a</a><a href=\(old)#x>b</a>", old: old).findings("redirect-internal")
        == ["a"])
  }

  @Test func `without https on two pages are not forgiven, be one of them out of the index`() throws {
    let old = "http://example.com/new"
    for head in ["", "<meta name=robots content=noindex>"] {
      var site = try site(links: "<a href=\(old)>a</a>", old: old)
      try site.page(
        "b",
        GoodPage(2, at: "b") {
          $0.body = "<a href=\(old)>a</a>"; $0.head = head
        }.html)
      #expect(site.findings("redirect-internal") == (head.isEmpty ? ["a", "b"] : ["a"]))
    }
  }

  @Test(arguments: [
    "http://example.com/other", "http://example.com/new/", "http://example.com/NEW",
    "https://example.com/new?x",
    "http://www.example.com/neW",
  ])
  func `to another path are not forgiven`(old: String) throws {
    #expect(try site(links: "<a href=\(old)>a</a>", old: old).findings("redirect-internal") == ["a"])
  }

  @Test func `beside a forgiven one are found alone`() throws {
    var site = try site(
      links: "<a href=http://example.com/new>a</a><a href=old>a</a>", old: "http://example.com/new")
    try site.redirect("old", to: "new")
    #expect(site.evidence("redirect-internal")?.urls == ["https://example.com/old"])
  }

  @Test func `are shown up to ten`() throws {
    var site = try TestSite()
    try site.page("a", GoodPage { $0.body = (1...12).map { "<a href=r\($0)>a</a>" }.joined() }.html)
    for number in 1...12 { try site.redirect("r\(number)", to: "new") }
    #expect(site.evidence("redirect-internal")?.text == "12 links to redirecting URLs")
    #expect(site.evidence("redirect-internal")?.urls.count == 10)
  }

  /// A site of a page with links, a page `new`, and an address that redirects there.
  private func site(links: String, old: String) throws -> TestSite {
    var site = try TestSite()
    try site.page("a", GoodPage { $0.body = links }.html)
    try site.page("new", GoodPage(3, at: "new").html)
    try site.redirect(old, to: "new")
    return site
  }
}
