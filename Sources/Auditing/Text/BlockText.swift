// Text as it is laid out: two paragraphs are two words, though no space stands between their tags.

internal import HTML

extension Element {
  /// Whether browsers set the element apart from the text around it: blocks, cells, controls, line ends.
  var isSeparate: Bool { traits.contains(.isSeparate) }
}
