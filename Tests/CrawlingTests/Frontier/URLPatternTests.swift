// What URLs have in common that one program makes.

import Auditing
import Testing
import WebURL

@testable import Crawling

private func address(_ tail: String) throws -> PageAddress {
  PageAddress(try #require(URL("https://site.example\(tail)")))
}

@Suite struct `The pattern of a URL` {
  @Test(arguments: [
    ("/", "/"), ("/about", "/about"), ("/p/17", "/p/{n}"), ("/p/17/", "/p/{n}/"), ("/a1b22", "/a{n}b{n}"),
    ("/2026/11/25", "/{d}"), ("/2026/11", "/{d}"), ("/blog/2026/11/25/title", "/blog/{d}/title"),
    ("/2026", "/{n}"),
    ("/2026/13", "/{n}/{n}"), ("/2026/11/32", "/{d}/{n}"), ("/x-2026-11-25", "/x-{d}"),
    ("/x-2026-11", "/x-{d}"),
    ("/20261125", "/{d}"), ("/20261325", "/{n}"), ("/2026_1_2.html", "/{d}.html"),
    ("/2026-11-25-14", "/{d}-{n}"),
    ("/s/0123456789abcdef/page", "/s/{h}/page"), ("/s/DEADBEEF", "/s/{h}"), ("/s/deadbee", "/s/deadbee"),
    ("/123456789", "/{n}"), ("/x/3fa85f64-5717-4562-b3fc-2c963f66afa6", "/x/{h}"),
    ("/beefsteak", "/beefsteak"),
    ("/title-0123456789abcdef", "/title-{h}"), ("/k3j9x2m1q8z7w6v5", "/{h}"),
    ("/windows10update2026", "/windows{n}update{n}"),
    ("/%D0%BA%D0%B8%D1%82", "/%D0%BA%D0%B8%D1%82"), ("/%20", "/%20"), ("/?b=1&a=2&b=3", "/?a&b"),
    ("/?x", "/?x"),
    ("/list?page=2", "/list?page"), ("/list?f[12]=1&f[3]=2", "/list?f[{n}]"), ("/a//b", "/a//b"), ("/?", "/"),
  ])
  func `has marks for what varies`(tail: String, pattern: String) throws {
    #expect(URLPattern(try address(tail)).text == "site.example\(pattern)")
  }

  @Test(arguments: [
    ("/s/0123456789abcdef/page/2", "/s/{h}/…"), ("/s/0123456789abcdef", "/s/{h}/…"),
    ("/p/2?PHPSESSID=x&a", "/…?PHPSESSID"),
    ("/p;jsessionid=0123456789abcdef", "/p;jsessionid={h}/…"), ("/p/2?a", "/p/{n}?a"),
    ("/2026/11/25", "/{d}"),
  ])
  func `has in common with others what may be a session`(tail: String, stem: String) throws {
    #expect(URLPattern(try address(tail)).stem == "site.example\(stem)")
  }

  @Test func `counts parameters and segments`() throws {
    let pattern = URLPattern(try address("/2026/11/25/x/?a&b=1&&b=2"))
    #expect(pattern.parameters == 3)
    #expect(pattern.segments == 4)
    #expect(pattern.firstSegment == "{d}")
    #expect(URLPattern(try address("/")).segments == 0)
  }
}

@Suite struct `The shape of a URL` {
  private func segments(_ count: Int) -> String { (0..<count).map { "/s\($0)" }.joined() }

  @Test func `may be as deep and long as sites are`() throws {
    for tail in [
      "/", "/a/a", "/a/a/b/a", "/a//b", segments(16), segments(16) + "/", "/?a&b&c&d&e&f&g&h",
      "/" + String(repeating: "x", count: 2_083 - "https://site.example/".utf8.count),
    ] {
      #expect(URLShape.fault(of: try address(tail)) == nil, "\(tail)")
    }
  }

  @Test func `shows that a URL leads on for ever`() throws {
    for (tail, pattern) in [
      ("/a/a/a", "/…/a/…"), ("/a/a/b/a/c/a", "/…/a/…"), ("/x/y/x/y/x/y/x", "/…/x/…"), ("/1/1/1", "/…/{n}/…"),
      ("/a////b", "/…//…"), (segments(17), "/s{n}/s{n}/…"), ("/p/?a&b&c&d&e&f&g&h&i", "/p?…"),
      (
        "/" + String(repeating: "x", count: 2_084 - "https://site.example/".utf8.count),
        "/" + String(repeating: "x", count: 100) + "…"
      ),
    ] {
      #expect(URLShape.fault(of: try address(tail)) == "site.example" + pattern)
    }
  }
}

@Suite struct `A link that does something` {
  @Test(arguments: [
    "/logout", "/logout/", "/Logout.php", "/log-out", "/user/sign_out", "/items/5/delete", "/delete/5",
    "/unsubscribe?id=5",
    "/shop/?add-to-cart=77", "/wp-login.php?action=logout", "/?do=delete&x", "/?logout", "/?add_to_cart",
    "/%6cogout",
    "/?a=Sign%20out",
  ])
  func `is known by its name`(tail: String) throws {
    #expect(UnsafeAction.isNamed(by: try address(tail)))
  }

  @Test(arguments: [
    "/how-to-delete-files", "/logouts", "/blog/logout-explained", "/undelete", "/cart", "/?q=delete+files",
    "/login",
    "/signout-page/x", "/sign/out",
  ])
  func `is none by a part of its name`(tail: String) throws {
    #expect(!UnsafeAction.isNamed(by: try address(tail)))
  }
}
