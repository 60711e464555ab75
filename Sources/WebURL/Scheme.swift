// The special schemes, which have a host and a default port, and whose backslashes are slashes.

/// A scheme as far as the parser treats it differently (WHATWG URL 4.2, "special scheme").
enum Scheme: UInt8, Sendable {
  case other, http, https, ws, wss, ftp, file

  /// Recognises a scheme in lower case.
  init(_ name: ArraySlice<UInt8>) {
    switch name.count {
    case 2 where name.elementsEqual("ws".utf8): self = .ws
    case 3 where name.elementsEqual("wss".utf8): self = .wss
    case 3 where name.elementsEqual("ftp".utf8): self = .ftp
    case 4 where name.elementsEqual("http".utf8): self = .http
    case 4 where name.elementsEqual("file".utf8): self = .file
    case 5 where name.elementsEqual("https".utf8): self = .https
    default: self = .other
    }
  }

  var isSpecial: Bool { self != .other }

  var defaultPort: UInt16? {
    switch self {
    case .http, .ws: 80
    case .https, .wss: 443
    case .ftp: 21
    case .file, .other: nil
    }
  }
}
