// Tens of thousands of pages nobody would write: the parser must not crash, and the tree must hold together.

import HTML
import Testing

@Suite struct `A page made at random` {
  /// SplitMix64, so that a failure can be had again.
  struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  static let names = [
    "a", "b", "i", "nobr", "font", "p", "div", "span", "ul", "li", "dl", "dd", "dt", "table", "caption",
    "colgroup",
    "col", "tbody", "thead", "tr", "td", "th", "select", "option", "optgroup", "input", "textarea", "button",
    "form",
    "svg", "math", "title", "style", "script", "template", "noscript", "iframe", "frameset", "frame", "head",
    "body",
    "html", "base", "link", "meta", "h1", "h2", "pre", "listing", "plaintext", "xmp", "ruby", "rp", "rt",
    "object",
    "applet", "marquee", "image", "isindex", "hr", "br", "mi", "mtext", "annotation-xml", "foreignObject",
    "desc",
    "malignmark", "mglyph", "x-y", "noembed", "noframes", "address", "center", "dialog", "keygen", "menuitem",
  ]
  static let scraps = [
    "x", " ", "\n", "\0", "<", ">", "&", "&amp;", "&#x", "&#0;", "&notit;", "<!--", "-->", "--!>", "<!", "<?",
    "</", "<![CDATA[",
    "]]>", "<!doctype", "<!doctype html>", "é", "😀", "\u{FEFF}", "\"", "'", "=", "/", "\r\n", "\r", "\u{B}",
    "\u{85}", "\u{FFFE}",
  ]

  static func page(_ random: inout Random) -> [UInt8] {
    var page: [UInt8] = []
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      let name = names.randomElement(using: &random) ?? ""
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<9: page += Array("<\(name)>".utf8)
      case 9..<14: page += Array("</\(name)>".utf8)
      case 14: page += Array("<\(name) a=1 HREF='x' type=hidden encoding=text/html/>".utf8)
      case 15: page.append(UInt8.random(in: 0...255, using: &random))
      case 16: if !page.isEmpty { page.remove(at: Int.random(in: 0..<page.count, using: &random)) }
      default: page += Array((scraps.randomElement(using: &random) ?? "").utf8)
      }
    }
    return page
  }

  @Test(arguments: 0..<4) func `makes a tree that holds together`(seed: UInt64) {
    var random = Random(state: seed)
    var limits = Document.Limits()
    for number in 0..<10_000 {
      let bytes = Self.page(&random)
      // Stop every other parse somewhere, to see the trees that are left in the middle.
      limits.memory = number.isMultiple(of: 2) ? 1 << 27 : 65_536 + Int.random(in: 0...16_384, using: &random)
      limits.depth = number.isMultiple(of: 3) ? Int.random(in: 1...8, using: &random) : 512
      let document = Document(bytes, charset: number.isMultiple(of: 5) ? "gbk" : nil, limits: limits)
      guard number.isMultiple(of: 10) else { continue }
      if let flaw = flaw(in: document, maxDepth: limits.depth) {
        Issue.record("\(flaw) in \(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }
  }

  private func flaw(in document: Document, maxDepth: Int) -> String? {
    let elements = Array(document.elements)
    guard elements.count == document.elementCount else { return "count" }
    guard document.depth <= max(maxDepth, 1) else { return "depth" }
    guard let root = document.root else { return elements.isEmpty ? nil : "root" }
    guard elements.count == Array(root.descendants).count + 1 else { return "more than one root" }
    var text = ""
    for element in elements {
      guard element.children.allSatisfy({ $0.parent == element }) else { return "parent" }
      guard element == root || element.parent?.contains(element) == true else { return "contains" }
      guard !element.name.isEmpty, element.attributes.allSatisfy({ !$0.name.isEmpty }) else { return "name" }
      for case .text(let part) in element.nodes { text += part }
    }
    guard text.utf8.count == root.text.utf8.count else { return "text" }
    return nil
  }
}
