// Which paths a rule is about, and which of several rules holds.

import Testing

@testable import Crawling

@Suite struct `Rules of a robots.txt` {
  @Test(
    arguments: [
      ("/shop", "/shop", true), ("/shop", "/shop/cart", true), ("/shop", "/shopping", true),
      ("/shop", "/shop?sort=up", true), ("/shop", "/Shop", false), ("/shop", "/", false),
      ("/shop", "/sho", false), ("/shop/", "/shop", false), ("/", "/", true), ("/", "/anything", true),
      ("shop", "/shop", false), ("/a?b", "/a?b=c", true), ("/a?b", "/a", false), ("/a;b", "/a;b", true),
    ])
  func `without a star they match beginnings`(pattern: String, path: String, isMatch: Bool) {
    #expect(forbids(pattern, path) == isMatch)
  }

  @Test(
    arguments: [
      ("*", "/", true), ("/*", "/", true), ("/*/cart", "/cart", false), ("/*/cart", "//cart", true),
      ("/*/cart", "/de/shop/cart", true), ("*.gif", "/img/cat.gif?w=10", true), ("*.gif", "/gif", false),
      ("/a*b*c", "/abc", true), ("/a*b*c", "/a--c--b--c", true), ("/a*b*c", "/a--c--b", false),
      ("/a**b", "/axb", true), ("/a*", "/a", true), ("*aab", "/aaab", true), ("*abab", "/abaabab", true),
      ("*aba*aba", "/ababa", false), ("*aba*aba", "/abaaba", true), ("*abcabd", "/abcabcabd", true),
      ("/*?*id=", "/x?a=1&id=2", true), ("/*?*id=", "/id=2", false),
    ])
  func `a star stands for any octets`(pattern: String, path: String, isMatch: Bool) {
    #expect(forbids(pattern, path) == isMatch)
  }

  @Test(
    arguments: [
      ("/$", "/", true), ("/$", "/a", false), ("/a$", "/a", true), ("/a$", "/a?b", false),
      ("$", "/", false), ("*$", "/a", true), ("/*.pdf$", "/x/y.pdf", true), ("/*.pdf$", "/y.pdf#", false),
      ("/*.pdf$", "/y.pdf.pdf", true), ("/a*a$", "/a", false), ("/a*a$", "/aa", true),
      ("/*ab*ab$", "/ab", false), ("/*ab*ab$", "/abab", true), ("/a$b", "/a$b", true), ("/a$b", "/a", false),
      ("/a$$", "/a$", true), ("/a$$", "/a", false), ("/a$*", "/a$x", true), ("/a$*", "/ax", false),
    ])
  func `a dollar sign is the end when it comes last`(pattern: String, path: String, isMatch: Bool) {
    #expect(forbids(pattern, path) == isMatch)
  }

  @Test(
    arguments: [
      ("/käse", "/k%C3%A4se", true), ("/k%c3%a4se", "/k%C3%A4se", true), ("/k%C3%A4se", "/k%c3%a4se", false),
      ("/käse", "/käse", false), ("/%7euser", "/%7Euser", true), ("/%7euser", "/~user", false),
      ("/100%", "/100%", true), ("/100%2", "/100%2", true), ("/%zz", "/%zz", true), ("/%%aa", "/%%AA", true),
      ("/*é$", "/caf%C3%A9", true),
    ])
  func `escapes are compared in capitals, and of the rule alone`(
    pattern: String, path: String, isMatch: Bool
  ) {
    #expect(forbids(pattern, path) == isMatch)
  }

  @Test(
    arguments: [
      ("disallow: /a\nallow: /a/b", "/a/b/c", true), ("allow: /a/b\ndisallow: /a", "/a/c", false),
      ("disallow: /a\nallow: /a", "/a", true), ("allow: /a\ndisallow: /a", "/a", true),
      ("allow: /a\ndisallow: /*a", "/a", false), ("disallow: /a*\nallow: /a", "/ab", false),
      ("disallow: /*********\nallow: /ab/cd", "/ab/cd", false),
      ("allow: /é\ndisallow: /%C3%A9", "/%C3%A9", true),
      ("disallow: /\nallow: /$", "/", true), ("disallow: /\nallow: /$", "/x", false),
      ("disallow:\nallow:", "/", true), ("disallow: /\nallow:", "/", false),
      ("disallow: /\ndisallow:", "/", false),
    ])
  func `the longest as written holds, and of equal ones the one that allows`(
    rules: String, path: String, isAllowed: Bool
  ) {
    #expect(robots("user-agent: *\n" + rules).allows(target: path, agent: "x") == isAllowed)
  }

  @Test(
    arguments: [
      ("/d/index.html", "/d/", true), ("/d/index.htm", "/d/", true), ("/d/index.html", "/d/index.html", true),
      ("/d/index.html", "/d/x", false), ("/d/index.html", "/d/index.htm", false),
      ("/d/index.php", "/d/", false),
      ("/index.html", "/", true), ("/*/index.html", "/d/", true), ("/d/index.html5", "/d/", true),
      ("/d/index.html$", "/d/", true), ("/d/Index.html", "/d/", false),
    ])
  func `to allow the index of a directory is to allow the directory`(
    pattern: String, path: String, isAllowed: Bool
  ) {
    let file = robots("user-agent: *\ndisallow: /\nallow: \(pattern)")
    #expect(file.allows(target: path, agent: "x") == isAllowed)
  }

  @Test func `to forbid the index of a directory is not to forbid the directory`() {
    #expect(!forbids("/d/index.html", "/d/"))
  }

  private func forbids(_ pattern: String, _ path: String) -> Bool {
    !robots("user-agent: *\ndisallow: \(pattern)").allows(target: path, agent: "x")
  }

  private func robots(_ text: String) -> Robots { Robots(Array(text.utf8)) }
}
