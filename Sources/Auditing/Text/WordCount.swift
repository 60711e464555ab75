// How many words a text has, in scripts with and without spaces.

extension String {
  /// The number of words: runs of letters, digits and marks.
  ///
  /// An apostrophe or a hyphen between two letters belongs to the word. In scripts written without
  /// spaces (Han, kana, Thai, Lao, Khmer, Myanmar) two characters count as one word, rounded up per run.
  var wordCount: Int { TextSketch(self).words }
}
