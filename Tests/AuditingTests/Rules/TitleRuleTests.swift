// Rules about titles and descriptions, each by a hair.

import Testing

@testable import Auditing

@Suite struct `Rules about titles` {
  @Test(arguments: [nil, "", " \n&nbsp;"])
  func `ask for a title`(text: String?) throws {
    #expect(try TestSite { $0.title = text }.faults == ["title-missing"])
    #expect(try TestSite { _ in }.faults == [])
  }

  @Test func `do not take the title of a graphic or of the body for the page's`() throws {
    let graphic = try TestSite {
      $0.title = nil
      $0.body = "<svg><title>A title of a graphic in the body</title></svg><title>x</title>"
    }
    #expect(graphic.faults == ["title-missing"])
  }

  @Test func `do not take the main heading for the title`() throws {
    let site = try TestSite { $0.heading = "<h1>Short</h1>" }
    #expect(site.faults == [])
  }

  // "i" is 222/1000 em wide, so sixty of them take 266 px, and the number of characters decides.
  @Test(arguments: [(60, false), (61, true)])
  func `allow sixty characters`(count: Int, isTooLong: Bool) throws {
    let site = try TestSite { $0.title = String(repeating: "i", count: count) }
    #expect(site.faults == (isTooLong ? ["title-too-long"] : []))
  }

  // People count characters, and neither bytes nor code points.
  @Test(arguments: ["é", "e\u{301}", "Ω", "и"])
  func `count characters as people do`(character: String) throws {
    #expect(try TestSite { $0.title = String(repeating: character, count: 50) }.faults == [])
    #expect(try TestSite { $0.title = String(repeating: character, count: 51) }.faults == ["title-too-long"])
  }

  // 28,050/1000 em of 20 px are 561 px.
  @Test func `allow 561 pixels`() throws {
    // 48 of 556 are 26,688, and 1,362 more are 584 + 778.
    let exact = String(repeating: "0", count: 48) + "+G"
    #expect(exact.pixelWidth(size: 20) == 561)
    #expect(try TestSite { $0.title = exact }.faults == [])
    // 27 more: 611 + 778.
    let over = String(repeating: "0", count: 48) + "ZG"
    #expect(over.pixelWidth(size: 20) > 561)
    #expect(try TestSite { $0.title = over }.faults == ["title-too-long"])
  }

  @Test(arguments: [(28, false), (29, true)])
  func `allow 28 characters of Chinese`(count: Int, isTooLong: Bool) throws {
    let site = try TestSite { $0.title = String(repeating: "汉", count: count) }
    #expect(site.faults == (isTooLong ? ["title-too-long"] : []))
  }

  // Narrow letters: 29 and 30 of them are less than 200 px wide.
  @Test(arguments: [(1, true), (29, true), (30, false)])
  func `ask for thirty characters`(count: Int, isTooShort: Bool) throws {
    let site = try TestSite { $0.title = String(repeating: "i", count: count) }
    #expect(site.faults == (isTooShort ? ["title-too-short"] : []))
  }

  // 10,000/1000 em of 20 px are 200 px.
  @Test(arguments: [
    ("汉汉汉汉汉汉汉汉汉汉", false), ("汉汉汉汉汉汉汉汉汉", true), ("汉汉汉汉汉汉汉汉汉W", true),
    ("WWWWWWWWWWW", false), ("WWWWWWWWWW", true),
  ])
  func `are content with 200 pixels`(title: String, isTooShort: Bool) throws {
    #expect(try TestSite { $0.title = title }.faults == (isTooShort ? ["title-too-short"] : []))
  }

  @Test func `show the title and its measures`() throws {
    let site = try TestSite { $0.title = String(repeating: "0", count: 300) }
    let evidence = try #require(site.evidence("title-too-long"))
    #expect(evidence.text == "300 characters, 3336 px: \(String(repeating: "0", count: 199))…")
  }

  @Test func `judge the first of several titles`() throws {
    let site = try TestSite { $0.head = "<title>\(String(repeating: "x", count: 90))</title>" }
    #expect(site.faults == [])
  }
}

@Suite struct `Rules about descriptions` {
  @Test(arguments: [nil, "", " \n "])
  func `ask for one`(description: String?) throws {
    #expect(try TestSite { $0.description = description }.faults == ["description-missing"])
  }

  @Test func `are content with the second of two`() throws {
    let site = try TestSite {
      $0.description = ""
      $0.head = "<meta name=Description content='Says something.'>"
    }
    #expect(site.faults == [])
  }

  @Test func `do not read those of the body`() throws {
    let site = try TestSite {
      $0.description = nil
      $0.body = "<meta name=description content='Says something.'>"
    }
    #expect(site.faults == ["description-missing"])
  }

  @Test func `ask for one of its own`() throws {
    var site = try TestSite()
    for page in 1...2 {
      try site.page(
        "p\(page)",
        GoodPage(page, at: "p\(page)") { $0.description = page == 1 ? "The Same." : "the  SAME." }.html)
    }
    #expect(site.faults == ["description-duplicate"])
    #expect(site.findings("description-duplicate") == ["p1", "p2"])
    #expect(site.evidence("description-duplicate")?.text == "shared with 1 page: The Same.")
  }
}
