// One transfer under way: what has come so far, and the caps on it. libcurl's callbacks write here.

import CCurl
import Glibc

final class Exchange {
  /// Why we ended the transfer ourselves; libcurl only knows that a callback said no.
  enum Stop: Equatable {
    case truncated
    case unwanted
    case headersTooLarge
    case codings(Int)
    case ratio
    case statusLine
    case peer(String)
  }

  let id: Int
  let request: Request
  let target: Target
  let egress: Egress?
  let easy: Easy
  let watch: SpinWatch?
  /// Whether the same was sent before, on a connection that turned out to be out of step.
  let isSecondTry: Bool

  /// Of the response whose header came last.
  private(set) var status = 0
  private(set) var headers = Headers()
  private(set) var body: [UInt8] = []
  private(set) var decodedBytes = 0
  /// The last address the policy refused, for a message.
  private(set) var refused: String?
  private(set) var stop: Stop?
  /// Whether the header of a response, interim or final, has ended.
  private(set) var hasHeader = false
  private var headerBytes = 0
  private var headerLines = 0
  private var isInHeader = false
  /// libcurl writes its message here, for as long as the handle has this exchange.
  let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  init(
    id: Int, request: Request, target: Target, egress: Egress?, easy: Easy, watch: SpinWatch? = nil,
    isSecondTry: Bool = false
  ) {
    self.id = id
    self.watch = watch
    self.isSecondTry = isSecondTry
    self.request = request
    self.target = target
    self.egress = egress
    self.easy = easy
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    message.deallocate()
  }

  // MARK: - What the callbacks do

  /// Takes decoded bytes; false ends the transfer.
  func receive(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    watch?.credit(bytes: bytes.count)
    guard decodedBytes > 0 || isWanted else {
      stop = .unwanted
      return false
    }
    let limits = request.limits
    decodedBytes += bytes.count
    let room = limits.decodedBytes - body.count
    body.append(contentsOf: bytes.prefix(max(room, 0)))
    // libcurl counts a chunk as received only after it was decoded: allow for the buffer that is in the works.
    let received = easy.size(CURLINFO_SIZE_DOWNLOAD_T) + Int64(CURL_MAX_WRITE_SIZE)
    if exceedsRatio(received: received) {
      stop = .ratio
    } else if bytes.count > room {
      stop = .truncated
    }
    return stop == nil
  }

  /// Whether the body is of a type that was asked for.
  private var isWanted: Bool {
    guard let types = request.wantedTypes, let header = headers["content-type"] else { return true }
    let type = trimmed(Array(header.utf8.prefix { $0 != UInt8(ascii: ";") }))
    return type.isEmpty || types.contains(String(decoding: type, as: UTF8.self).lowercased())
  }

  /// Whether more came out of the decoders than an honest page has in it.
  func exceedsRatio(received: Int64) -> Bool {
    decodedBytes > request.limits.ratioFloor && Int64(decodedBytes / max(request.limits.ratio, 1)) > received
  }

  /// Takes one header line with its end; false ends the transfer.
  func receive(line: UnsafeBufferPointer<UInt8>) -> Bool {
    watch?.credit(bytes: line.count)
    headerBytes += line.count
    headerLines += 1
    guard headerBytes <= request.limits.headerBytes, headerLines <= request.limits.headerLines else {
      stop = .headersTooLarge
      return false
    }
    let text = trimmedEnd(line)
    if isInHeader {
      isInHeader = !text.isEmpty
      hasHeader = hasHeader || text.isEmpty
      headers.append(line: text)
      if text.isEmpty { countCodings() }
    } else if status < 200 {
      // The first response, or one after an interim one: what that one said is not of this.
      headers = Headers()
      isInHeader = true
      hasHeader = false
      status = statusCode(text) ?? 0
      if status == 0 { stop = .statusLine }
    }
    // All else are trailers, which nothing here has a use for.
    return stop == nil
  }

  /// The descriptor to connect, or CURL_SOCKET_BAD for an address that may not be.
  func socket(for address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let wanted = address.pointee
    if let egress, let raw = ccurl_address(address) {
      let parsed = SocketAddress(raw, length: Int(wanted.addrlen))
      guard let parsed, egress.permits(parsed) else {
        refused = parsed?.description ?? "of another family"
        return CURL_SOCKET_BAD
      }
    }
    let socket = Glibc.socket(
      wanted.family, wanted.socktype | Int32(SOCK_CLOEXEC.rawValue), wanted.protocol)
    if socket >= 0 { watch?.add(socket) }
    return socket
  }

  /// Whether the request may be sent on a connection that stands, new or used again.
  func accepts(peer: String, port: UInt16) -> Bool {
    guard let egress else { return true }
    if let address = SocketAddress(peer, port: port), egress.permits(address) { return true }
    stop = .peer("\(peer) port \(port)")
    return false
  }

  // MARK: -

  /// Two codings happen; more is an attack on the decoders.
  private func countCodings() {
    let named = (headers.all("content-encoding") + headers.all("transfer-encoding")).flatMap {
      $0.split(separator: ",")
    }
    let codings = named.count { !["identity", "chunked"].contains(trimmed(Array($0.utf8)).lowercasedText) }
    if codings > 2 { stop = .codings(codings) }
  }
}

extension Collection<UInt8> {
  fileprivate var lowercasedText: String { String(decoding: self, as: UTF8.self).lowercased() }
}

private func trimmedEnd(_ line: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
  var line = line[...]
  while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { line.removeLast() }
  return line
}

/// Of `HTTP/VERSION DDD`, followed by a space or nothing; libcurl takes more than that, as 1000 for 100.
private func statusCode(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
  let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
  guard parts.count >= 2, parts[0].starts(with: "HTTP/".utf8), parts[1].count == 3,
    let code = Int(String(decoding: parts[1], as: UTF8.self)), code >= 100
  else { return nil }
  return code
}
