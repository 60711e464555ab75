// Which characters each part of a URL holds as they are.

import Testing
import WebURL

@Suite struct `Percent-encoding` {
  private static let marks = "!\"$%&'()*+,-.:;<=>@[]^_`{|}~"

  @Test func `a path encodes what would end it or break out of markup`() {
    #expect(URL("https://a.example/\(Self.marks)")?.path == "/!%22$%&'()*+,-.:;%3C=%3E@[]%5E_%60%7B|%7D~")
  }

  @Test func `a query of a special scheme encodes the apostrophe`() {
    #expect(URL("https://a.example/?\(Self.marks)/?\\")?.query == "!%22$%&%27()*+,-.:;%3C=%3E@[]^_`{|}~/?\\")
  }

  @Test func `a query of another scheme keeps the apostrophe`() {
    #expect(URL("git://a.example/?\(Self.marks)")?.query == "!%22$%&'()*+,-.:;%3C=%3E@[]^_`{|}~")
  }

  @Test func `a fragment encodes the grave accent`() {
    #expect(
      URL("https://a.example/#\(Self.marks)#?\\")?.fragment == "!%22$%&'()*+,-.:;%3C=%3E@[]^_%60{|}~#?\\")
  }

  @Test func `an opaque host encodes what is not ASCII and keeps capitals`() {
    #expect(URL("git://Straße.example/")?.hostname == "Stra%C3%9Fe.example")
    #expect(URL("git://a%20b!$&'()*+,;=/")?.hostname == "a%20b!$&'()*+,;=")
  }

  @Test(arguments: [
    ("https://a.example/ü", "https://a.example/%C3%BC"),
    ("https://a.example/日本?語#字", "https://a.example/%E6%97%A5%E6%9C%AC?%E8%AA%9E#%E5%AD%97"),
    ("https://a.example/😀", "https://a.example/%F0%9F%98%80"),
    ("https://a.example/a b?c d#e f", "https://a.example/a%20b?c%20d#e%20f"),
    ("https://a.example/a\tb\nc?d\re", "https://a.example/abc?de"),
    ("https://a.example/\u{0}\u{7F}\u{80}", "https://a.example/%00%7F%C2%80"),
    ("https://a.example/%C3%bc%zz%", "https://a.example/%C3%bc%zz%"),
    ("https://a.example/?a=%26&b=+", "https://a.example/?a=%26&b=+"),
  ])
  func `bytes are encoded in capitals and what is encoded already stays`(text: String, href: String) {
    #expect(URL(text)?.href == href)
  }

  @Test(arguments: [
    ("a%20b", "a b"), ("%41%6a%6A", "Ajj"), ("100%", "100%"), ("%4", "%4"), ("%4x%zz", "%4x%zz"),
    ("%%34%31", "%41"), ("%C3%BC", "ü"), ("%FF", "\u{FFFD}"), ("a+b", "a+b"), ("", ""),
  ])
  func `decoding takes whole triplets only, and once`(text: String, decoded: String) {
    #expect(PercentEncoding.decode(text) == decoded)
  }

  @Test func `a component is encoded so that it ends nothing`() {
    #expect(PercentEncoding.encodeComponent("a b&c=d/e?f#g%ü+") == "a%20b%26c%3Dd%2Fe%3Ff%23g%25%C3%BC%2B")
    #expect(PercentEncoding.encodeComponent("AZaz09-._~!'()*") == "AZaz09-._~!'()*")
  }
}

@Suite struct `Two spellings of one URL` {
  @Test(arguments: [
    ("/a%2fb", "/a%2Fb"), ("/%7Euser", "/~user"), ("/%41%2d%2E%5f", "/A-._"), ("/100%", "/100%"),
    ("/%zz%4", "/%zz%4"), ("/%e2%82%ac", "/%E2%82%AC"), ("/plain", "/plain"), ("/%2525", "/%2525"), ("", ""),
  ])
  func `are normalised to one`(text: String, normal: String) {
    #expect(PercentEncoding.normalise(text) == normal)
  }

  @Test func `schemes of the web are http and https`() {
    #expect(URL("http://a.b/")?.isWeb == true)
    #expect(URL("HTTPS://a.b/")?.isWeb == true)
    #expect(URL("ftp://a.b/")?.isWeb == false)
    #expect(URL("httpss://a.b/")?.isWeb == false)
  }
}
