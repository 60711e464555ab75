// The files that a page loads.

import Testing

@testable import Auditing

@Suite struct `The files of a page` {
  @Test(
    arguments: [
      ("<img src=a.png>", ["image a.png"]), ("<img src=a.png srcset='b.png 2x'>", ["image a.png"]),
      ("<img srcset=' b.png 1x, c.png 2x'>", ["image b.png"]),
      ("<img srcset='b.png, c.png 2x'>", ["image b.png"]),
      ("<img src='data:image/gif;base64,R0' srcset='b.png'>", ["image b.png"]), ("<img src=''>", []),
      ("<img>", []),
      ("<img src=a.png><img src='a.png#x'><img src='a.png'>", ["image a.png"]),
      ("<img src='/b.png?utm_source=x'>", ["image /b.png"]), ("<script src=a.js></script>", ["script a.js"]),
      ("<script type=module src=a.js></script><script>1</script>", ["script a.js"]),
      ("<link rel=stylesheet href=a.css>", ["stylesheet a.css"]),
      ("<body><link rel='preload STYLESHEET' href=a.css>", ["stylesheet a.css"]),
      ("<link rel=preload href=a.css><link rel=icon href=i.png>", []),
      ("<body><template><img src=a.png></template><noscript><img src=b.png></noscript>", []),
      ("<base href=/x/><img src=y.png>", ["image /x/y.png"]), ("<img src='http://['>", []),
      ("<img src='blob:x'><img src='ftp://a/b'>", []),
    ])
  func `are told once each, by what they are`(html: String, assets: [String]) throws {
    let page = try facts(html)
    let expected = try assets.map { text -> String in
      let parts = text.split(separator: " ")
      return
        "\(parts[0]) \(try address("https://example.com/" + (parts[1].hasPrefix("/") ? "" : "dir/") + parts[1].drop { $0 == "/" }).href)"
    }
    #expect(page.assets.map { "\($0.kind.rawValue) \($0.address.href)" } == expected)
  }

  @Test func `are so many at most`() throws {
    let page = try facts((1...2_000).map { "<img src=\($0).png>" }.joined())
    #expect(page.assets.count == 500)
    #expect(page.images.count == 2_000)
  }
}
