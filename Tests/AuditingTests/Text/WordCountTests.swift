// What counts as a word, in scripts with spaces and without.

import Testing

@testable import Auditing

@Suite struct `The number of words` {
  @Test(arguments: [
    ("", 0), (" \n\t", 0), ("one", 1), ("one two", 2), ("one,two;three", 3), ("… — !", 0), ("a1b2", 1),
    ("Ωμέγα и кит", 3), ("مرحبا بالعالم", 2), ("안녕하세요 세계", 2), ("word\u{A0}word", 2),
  ])
  func `is that of the runs of letters and digits`(text: String, words: Int) {
    #expect(text.wordCount == words)
  }

  @Test(arguments: [
    ("don't", 1), ("don\u{2019}t", 1), ("l'été", 1), ("'quoted'", 1), ("dogs' tails", 2),
    ("rock 'n' roll", 3),
    ("a''b", 2), ("a'", 1), ("'", 0), ("5'10", 2), ("don\u{2018}t", 2),
  ])
  func `does not grow by an apostrophe between letters`(text: String, words: Int) {
    #expect(text.wordCount == words)
  }

  @Test(arguments: [
    ("well-known", 1), ("state-of-the-art", 1), ("a--b", 2), ("a - b", 2), ("-a-", 1), ("2024-11-23", 3),
    ("COVID-19", 2), ("19-fold", 2), ("a-'b", 2), ("well\u{2010}known", 1), ("well\u{2011}known", 1),
    ("Donau\u{AD}dampf", 1), ("a\u{2013}b", 2), ("a_b", 2), ("a.b", 2),
  ])
  func `does not grow by a hyphen between letters`(text: String, words: Int) {
    #expect(text.wordCount == words)
  }

  @Test(arguments: [
    ("42", 1), ("3.14", 2), ("1,000", 2), ("½ cup", 2), ("Ⅷ", 1), ("٣٤", 1), ("x² + y²", 2),
  ])
  func `counts runs of digits`(text: String, words: Int) {
    #expect(text.wordCount == words)
  }

  @Test(arguments: [
    ("漢", 1), ("漢字", 1), ("漢字語", 2), ("漢字漢字", 2), ("漢。字", 2), ("漢字、語", 2), ("漢 字", 2),
    ("ひらがな", 2), ("カタカナ", 2), ("ラーメン", 2), ("カナ・カナ", 2), ("日本ごで", 2), ("ｶﾀｶﾅ", 2),
    ("𠮷野家", 2), ("人々", 1), ("ไทย", 2), ("ລາວ", 2), ("ខ្មែរ", 2), ("မြန်မာ", 2),
  ])
  func `is half that of the characters where no spaces are written, rounded up for each run`(
    text: String, words: Int
  ) {
    #expect(text.wordCount == words)
  }

  @Test(arguments: [
    ("SEO対策", 2), ("対策SEO対策", 3), ("2024年", 2), ("T-シャツ", 3), ("漢-字", 2), ("Wi-Fi接続", 2),
  ])
  func `adds up over scripts`(text: String, words: Int) {
    #expect(text.wordCount == words)
  }

  // A mark is part of what it stands on, so text counts the same composed and decomposed, and a selector
  // of a glyph changes nothing.
  @Test(arguments: [
    ("e\u{301}te\u{301}", 1), ("l'e\u{301}te\u{301}", 1), ("e\u{301}-a", 1), ("か\u{3099}き\u{3099}", 1),
    ("葛\u{E0100}城", 1), ("漢\u{301}字", 1), ("हिन्दी भाषा", 2), ("\u{301}", 0), ("می\u{200C}خواهم", 1),
    ("क्\u{200D}ष", 1),
  ])
  func `leaves marks to what they stand on`(text: String, words: Int) {
    #expect(text.wordCount == words)
  }

  @Test(arguments: [
    ("😀", 0), ("❤️", 0), ("👨‍👩‍👧", 0), ("👍🏽 yes", 1), ("yes❤️no", 2), ("🇩🇪", 0), ("1️⃣", 1), ("€ © ™", 0),
  ])
  func `leaves emoji and signs out`(text: String, words: Int) {
    #expect(text.wordCount == words)
  }
}
