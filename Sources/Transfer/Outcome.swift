// What an exchange came to: a response, or the one error that says most about why there is none.

import CCurl
import Glibc

extension Exchange {
  /// The result, given what libcurl ended with.
  func result(_ code: CURLcode) -> Result<Response, TransferError> {
    let wireBytes = easy.size(CURLINFO_SIZE_DOWNLOAD_T)
    switch stop {
    case .truncated where exceedsRatio(received: wireBytes), .ratio: return .failure(ratioError)
    case .truncated, .unwanted: return .success(response(wireBytes))
    case .headersTooLarge:
      return failure(
        .headersTooLarge,
        "the header is longer than \(request.limits.headerLines) lines or "
          + "\(request.limits.headerBytes) bytes")
    case .codings(let count): return failure(.undecodable, "\(count) content codings, one in another")
    case .statusLine: return failure(.protocolError, "the status line is malformed")
    case .peer(let peer): return failure(.refusedByPolicy, "the address \(peer) is not permitted")
    case nil: break
    }
    guard code == CURLE_OK else { return .failure(error(code)) }
    // libcurl takes the end of the connection for the end of the header.
    guard hasHeader else { return failure(.incomplete, "the connection ended within the header") }
    guard status >= 200 else { return failure(.protocolError, "only an interim response came") }
    return exceedsRatio(received: wireBytes) ? .failure(ratioError) : .success(response(wireBytes))
  }

  /// Whether an answer that is none may be the rest of an earlier one, which was longer than it said.
  ///
  /// On a connection that nothing was sent on before, it is what the server has to say.
  func mayBeOutOfStep(_ result: Result<Response, TransferError>) -> Bool {
    guard case .failure(let error) = result, request.method != .post,
      easy.number(CURLINFO_NUM_CONNECTS) == 0
    else { return false }
    return error.code == .protocolError || (error.code == .incomplete && !hasHeader)
  }

  private func failure(_ code: TransferError.Code, _ detail: String) -> Result<Response, TransferError> {
    .failure(TransferError(code, target: target.description, detail: detail))
  }

  private var ratioError: TransferError {
    TransferError(
      .ratioExceeded, target: target.description,
      detail: "the body grows by more than \(request.limits.ratio) times when decoded")
  }

  // MARK: - Success

  private func response(_ wireBytes: Int64) -> Response {
    Response(
      status: status, headers: headers, body: body,
      isTruncated: stop == .truncated || stop == .unwanted, wireBytes: wireBytes,
      decodedBytes: Int64(decodedBytes),
      timing: timing,
      remoteAddress: easy.text(CURLINFO_PRIMARY_IP), httpVersion: httpVersion,
      isReusedConnection: easy.number(CURLINFO_NUM_CONNECTS) == 0)
  }

  private var timing: Timing {
    let resolved = easy.size(CURLINFO_NAMELOOKUP_TIME_T)
    let connected = easy.size(CURLINFO_CONNECT_TIME_T)
    let secured = easy.size(CURLINFO_APPCONNECT_TIME_T)
    let answered = easy.size(CURLINFO_STARTTRANSFER_TIME_T)
    func span(_ from: Int64, _ to: Int64) -> Duration { .microseconds(max(to - from, 0)) }
    return Timing(
      dns: span(0, resolved), connect: span(resolved, connected), tls: span(connected, secured),
      firstByte: span(easy.size(CURLINFO_PRETRANSFER_TIME_T), answered),
      total: span(0, easy.size(CURLINFO_TOTAL_TIME_T)))
  }

  private var httpVersion: String {
    switch easy.number(CURLINFO_HTTP_VERSION) {
    case CURL_HTTP_VERSION_1_0: "1.0"
    case CURL_HTTP_VERSION_2_0: "2"
    case CURL_HTTP_VERSION_3: "3"
    default: "1.1"
    }
  }

  // MARK: - Failure

  private func error(_ code: CURLcode) -> TransferError {
    let (kind, detail) = reason(code)
    return TransferError(kind, target: target.description, detail: detail)
  }

  private func reason(_ code: CURLcode) -> (TransferError.Code, String) {
    let system = Int32(truncatingIfNeeded: easy.number(CURLINFO_OS_ERRNO))
    if let watch, watch.hasShut(localPort: easy.number(CURLINFO_LOCAL_PORT)) {
      return (.reset, "the connection kept us busy, and brought nothing")
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return (.dns, "the name has no address")
    case CURLE_COULDNT_CONNECT:
      // Also when other addresses of the name were tried: that one of them is internal says more.
      if let refused { return (.refusedByPolicy, "the address \(refused) is not permitted") }
      return system == ECONNREFUSED
        ? (.connectRefused, "nobody listens there") : (.connectFailed, words(code))
    case CURLE_OPERATION_TIMEDOUT: return timeout
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
      return (.tls, words(code))
    case CURLE_GOT_NOTHING: return (.reset, "the connection ended without an answer")
    // HTTP/2: GOAWAY and RST_STREAM, by which a server gets rid of one connection or one request.
    case CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM: return (.reset, words(code))
    case CURLE_RECV_ERROR where system != 0 || target.scheme == "https": return (.reset, words(code))
    case CURLE_PARTIAL_FILE: return (.incomplete, words(code))
    case CURLE_BAD_CONTENT_ENCODING: return (.undecodable, words(code))
    case CURLE_RECV_ERROR, CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      return (.protocolError, words(code))
    // libcurl's own bound on the length of a line.
    case CURLE_OUT_OF_MEMORY where !hasHeader: return (.headersTooLarge, "a header line is too long")
    default: return (.failed, words(code))
    }
  }

  private var timeout: (TransferError.Code, String) {
    if easy.size(CURLINFO_PRETRANSFER_TIME_T) > 0 {
      return (.timedOut, words(CURLE_OPERATION_TIMEDOUT))
    }
    if easy.size(CURLINFO_NAMELOOKUP_TIME_T) == 0 { return (.dns, "no name server answered in time") }
    if let refused { return (.refusedByPolicy, "the address \(refused) is not permitted") }
    // libcurl notes our port once TCP is connected, and the time only after TLS.
    if easy.number(CURLINFO_LOCAL_PORT) > 0 { return (.tls, "the handshake took too long") }
    return (.connectTimedOut, words(CURLE_OPERATION_TIMEDOUT))
  }

  /// libcurl's message, which may quote the server, so what is not printable goes.
  private func words(_ code: CURLcode) -> String {
    let said =
      message.pointee == 0 ? curl_easy_strerror(code).map { UnsafePointer($0) } : UnsafePointer(message)
    let text = said.map { String(cString: $0) } ?? "error \(code.rawValue)"
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
