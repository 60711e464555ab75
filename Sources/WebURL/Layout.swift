// Where the parts of a serialised URL begin and end.

/// The places of a URL's parts, in bytes of its text.
///
///     https://user:secret@example.com:8443/path?query#fragment
///          │      │      │          │    │    │     │
///          │      │      │          │    │    │     fragmentStart
///          │      │      │          │    │    queryStart
///          │      │      │          │    pathStart
///          │      │      │          hostEnd
///          │      │      hostStart, after the "@"
///          │      usernameEnd
///          schemeEnd
///
/// A part that is absent is empty: without a query `queryStart` is `fragmentStart`, without a fragment that is
/// the length of the text. With the "/." that keeps a path of two slashes from being read as a host,
/// `pathStart` is after it.
struct Layout: Sendable {
  var schemeEnd: UInt32 = 0
  var usernameEnd: UInt32 = 0
  var hostStart: UInt32 = 0
  var hostEnd: UInt32 = 0
  var pathStart: UInt32 = 0
  var queryStart: UInt32 = 0
  var fragmentStart: UInt32 = 0
  var port: UInt16?
  var scheme = Scheme.other
  var host = HostKind.null
  var hasOpaquePath = false

  /// The kinds of host; which one it is cannot be told from the text alone.
  enum HostKind: UInt8, Sendable {
    case null, empty, domain, ipv4, ipv6, opaque
  }

  /// The end of what comes before the path: the scheme, and the host with what belongs to it.
  var authorityEnd: UInt32 {
    host == .null ? schemeEnd + 1 : pathStart
  }
}
