// ASCII as robots.txt sees it: everything in the file is octets, none of it need be text.

extension UInt8 {
  /// The small letter of a capital, anything else as it is.
  var asciiLowercased: UInt8 {
    UInt8(ascii: "A") <= self && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }

  /// Space, tab, line feed, vertical tab, form feed, carriage return.
  var isASCIIWhitespace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension ArraySlice<UInt8> {
  /// The octets between the white space at either end.
  var trimmed: ArraySlice<UInt8> {
    let head = drop(while: \.isASCIIWhitespace)
    guard let last = head.lastIndex(where: { !$0.isASCIIWhitespace }) else { return [] }
    return head[...last]
  }
}
