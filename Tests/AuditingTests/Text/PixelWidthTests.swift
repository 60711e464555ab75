// How wide texts are, with figures added up by hand from the AFM file of Helvetica.

import Testing

@testable import Auditing

@Suite struct `The width of a text` {
  @Test(arguments: [
    ("", 0), (" ", 278), ("!", 278), ("\"", 355), ("%", 889), ("&", 667), ("'", 191), ("@", 1015), ("0", 556),
    ("9", 556), ("A", 667), ("C", 722), ("G", 778), ("I", 278), ("J", 500), ("M", 833), ("W", 944),
    ("Z", 611),
    ("^", 469), ("_", 556), ("`", 333), ("a", 556), ("c", 500), ("f", 278), ("i", 222), ("m", 833),
    ("r", 333),
    ("t", 278), ("w", 722), ("z", 500), ("{", 334), ("|", 260), ("}", 334), ("~", 584),
  ])
  func `is the advance of its letter`(text: String, thousandths: Int) {
    #expect(text.pixelWidth(size: 1000) == Double(thousandths))
  }

  // H 722, e 556, l 222, l 222, o 556, comma 278, space 278, W 944, o 556, r 333, l 222, d 556, ! 278.
  @Test func `adds up`() {
    #expect("Hello, World!".pixelWidth(size: 1000) == 5723)
    #expect("Hello, World!".pixelWidth(size: 20) == 114.46)
    #expect("Hello, World!".pixelWidth(size: 14) == 80.122)
  }

  @Test func `knows every letter of ASCII`() {
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    #expect(upper.pixelWidth(size: 1000) == 17_613)
    #expect(upper.lowercased().pixelWidth(size: 1000) == 12_726)
    #expect("0123456789".pixelWidth(size: 1000) == 5560)
  }

  @Test(arguments: ["漢", "あ", "カ", "한", "Ａ", "。", "\u{3000}", "𠮷", "〈", "︐"])
  func `is one em for what East Asia writes wide`(text: String) {
    #expect(text.pixelWidth(size: 1000) == 1000)
  }

  @Test(arguments: ["é", "ß", "Ж", "ω", "א", "ｱ", "–", "“", "…", "€", "→", "©", "❤"])
  func `is 556 for all other letters and signs`(text: String) {
    #expect(text.pixelWidth(size: 1000) == 556)
  }

  @Test(arguments: [
    ("e\u{301}", 556), ("e\u{301}\u{302}\u{323}", 556), ("か\u{3099}", 1000), ("葛\u{E0100}", 1000),
    ("\u{301}", 0),
    ("ก\u{E38}", 556), ("\u{1112}\u{1161}\u{11AB}", 1000),
  ])
  func `does not grow by marks`(text: String, thousandths: Int) {
    #expect(text.pixelWidth(size: 1000) == Double(thousandths))
  }

  // A sequence of code points that is shown as one emoji takes the room of one.
  @Test(arguments: ["😀", "❤️", "1️⃣", "👍🏽", "🇩🇪", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
  func `is one em for an emoji`(text: String) {
    #expect(text.pixelWidth(size: 1000) == 1000)
    #expect(text.count == 1)
  }
}
