// What a process does once for libcurl, and only before its first transfer.

import CCurl
import Glibc

enum LibCurl {
  /// Touched before any other call, so that a program that never transfers pays nothing.
  static let ready: Bool = {
    // The handles have NOSIGNAL, so libcurl leaves SIGPIPE to us, and OpenSSL writes without MSG_NOSIGNAL:
    // a server that hangs up in a handshake would end the process. A handler that is there stays.
    var current = sigaction()
    if sigaction(SIGPIPE, nil, &current) == 0, current.__sigaction_handler.sa_handler == nil {
      signal(SIGPIPE, SIG_IGN)
    }
    return curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK
  }()

  /// The content codings this libcurl can undo, of those a crawler meets.
  static let acceptEncoding: String = {
    let features = ccurl_features()
    let codings = [("gzip", CURL_VERSION_LIBZ), ("br", CURL_VERSION_BROTLI), ("zstd", CURL_VERSION_ZSTD)]
    return codings.filter { features & Int($0.1) != 0 }.map(\.0).joined(separator: ", ")
  }()
}
