// The name under which robots.txt addresses a crawler.

extension Robots {
  /// A product token without regard to ASCII case.
  struct Agent: Hashable {
    private let name: [UInt8]

    /// Every agent that no group names.
    static let everybody = Agent(token: "*")

    /// The token by which an agent goes; it is compared whole.
    init(token: String) {
      name = token.utf8.map(\.asciiLowercased)
    }

    /// Whom a user-agent line addresses.
    ///
    /// A star is everybody, also with words behind it. Otherwise the name ends at the first character that a
    /// product token cannot have; what is left may be empty, and then nobody is meant.
    init(line value: ArraySlice<UInt8>) {
      if value.first == UInt8(ascii: "*"), value.dropFirst().first?.isASCIIWhitespace != false {
        self = .everybody
      } else {
        name = value.prefix(while: \.isTokenOctet).map(\.asciiLowercased)
      }
    }
  }
}

extension UInt8 {
  fileprivate var isTokenOctet: Bool {
    switch asciiLowercased {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
