// One mail on its way to a server, by libcurl. Which step it is at shows in the commands that libcurl sends: only their
// first word is looked at, for what follows AUTH is secret.

import CCurl

/// A mail to be given to a server.
public final class SMTPExchange {
  private let easy: Easy?
  private let server: SMTPServer
  private let content: [UInt8]
  private var taken = 0
  private var step = SMTPDelivery.Step.connecting
  private var reply: SMTPDelivery.Reply?
  private var isReplyComplete = true
  /// What is said to our farewell is no reply to what went before it.
  private var isLeaving = false
  private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// Prepares a mail.
  ///
  /// Addresses must be free of white space, angle brackets and control characters.
  ///
  /// - Parameters:
  ///   - content: Lines with CRLF, not dot-stuffed.
  ///   - sender: The address that the server answers for, without angle brackets.
  ///   - recipient: The one to whom it goes.
  ///   - server: Whom to give it to.
  ///   - connect: Time for connecting.
  ///   - total: Time for everything.
  public init(
    _ content: [UInt8], from sender: String, to recipient: String, by server: SMTPServer,
    connect: Duration = .seconds(10), total: Duration = .seconds(45)
  ) {
    self.server = server
    self.content = content
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    easy = Easy()
    guard let easy else { return }
    easy.set(CURLOPT_URL, server.description + "/" + (server.clientName ?? ""))
    easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    easy.set(CURLOPT_USERNAME, server.user)
    easy.set(CURLOPT_PASSWORD, server.user == nil ? nil : server.password ?? "")
    easy.set(CURLOPT_USE_SSL, Int((server.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL).rawValue))
    easy.setTrust(configured: true)
    easy.set(CURLOPT_PROXY, "")
    easy.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    easy.set(CURLOPT_NOSIGNAL, true)
    easy.set(CURLOPT_QUICK_EXIT, true)
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, connect.milliseconds)
    easy.set(CURLOPT_TIMEOUT_MS, total.milliseconds)
    easy.set(CURLOPT_MAIL_FROM, sender)
    easy.set(recipient: recipient)
    easy.set(CURLOPT_UPLOAD, true)
    easy.set(CURLOPT_INFILESIZE_LARGE, size: content.count)
    let context = Unmanaged.passUnretained(self).toOpaque()
    easy.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message))
    easy.set(CURLOPT_READDATA, context)
    easy.set(CURLOPT_READFUNCTION, giveContent)
    easy.set(CURLOPT_HEADERDATA, context)
    easy.set(CURLOPT_HEADERFUNCTION, takeReply)
    easy.set(CURLOPT_WRITEFUNCTION, ignoreBody)
    easy.set(CURLOPT_DEBUGDATA, context)
    easy.set(debug: noteCommand)
    easy.set(CURLOPT_VERBOSE, true)
  }

  deinit { message.deallocate() }

  /// Gives the mail to the server, and waits for what it says.
  ///
  /// - Returns: How far it went; it goes once.
  public func deliver() -> SMTPDelivery {
    guard let easy, easy.refusal == nil else {
      return SMTPDelivery(step: .connecting, error: error(.failed, "libcurl cannot start"))
    }
    let code = curl_easy_perform(easy.raw)
    var delivery = SMTPDelivery(step: step, reply: isReplyComplete ? reply : nil)
    if code != CURLE_OK, !delivery.isAccepted { delivery.error = failure(code, easy) }
    return delivery
  }

  // MARK: - What the callbacks do

  fileprivate func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, content.count - taken)
    buffer.copyBytes(from: content[taken..<taken + count])
    taken += count
    begin(taken == content.count ? .confirming : .content)
    return count
  }

  fileprivate func note(command: UnsafeBufferPointer<UInt8>) {
    let word = String(decoding: command.prefix(5), as: UTF8.self)
    switch word {
    case "EHLO ", "HELO ": begin(.greeting)
    case "START": begin(.securing)
    case "AUTH ": begin(.authenticating)
    case "MAIL ": begin(.sender)
    case "RCPT ": begin(.recipient)
    case "DATA\r": begin(.announcing)
    case "QUIT\r": isLeaving = true
    default: break
    }
  }

  /// Goes on to a step; never back, as EHLO does after STARTTLS.
  private func begin(_ next: SMTPDelivery.Step) {
    guard next > step else { return }
    step = next
    (reply, isReplyComplete) = (nil, true)
  }

  fileprivate func take(line: UnsafeBufferPointer<UInt8>) {
    guard !isLeaving, line.count >= 3, let code = Int(String(decoding: line.prefix(3), as: UTF8.self)),
      (200...599).contains(code)
    else { return }
    let words = text(trimmed(Array(line.dropFirst(4)))).unicodeScalars
      .filter { $0.properties.generalCategory != .control }
    let earlier = isReplyComplete ? "" : (reply?.text ?? "") + " "
    let whole = earlier + String(String.UnicodeScalarView(words))
    reply = SMTPDelivery.Reply(code: code, text: String(whole.unicodeScalars.prefix(500)))
    isReplyComplete = line.count < 4 || line[3] != UInt8(ascii: "-")
  }

  // MARK: - Failure

  private func error(_ code: TransferError.Code, _ detail: String) -> TransferError {
    TransferError(code, target: "\(server.host):\(server.port)", detail: detail)
  }

  private func failure(_ code: CURLcode, _ easy: Easy) -> TransferError {
    let words = message.pointee == 0 ? "error \(code.rawValue)" : String(cString: message)
    let kind: TransferError.Code =
      switch code {
      case CURLE_COULDNT_RESOLVE_HOST: .dns
      case CURLE_COULDNT_CONNECT: .connectFailed
      case CURLE_OPERATION_TIMEDOUT: .timedOut
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_CIPHER,
        CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
        .tls
      case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING: .reset
      case CURLE_WEIRD_SERVER_REPLY: .protocolError
      default: .failed
      }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return error(kind, "the name has no address")
    case CURLE_USE_SSL_FAILED: return error(kind, "it offers no STARTTLS")
    default:
      return error(
        kind,
        String(
          String.UnicodeScalarView(
            words.unicodeScalars.filter { $0.properties.generalCategory != .control })))
    }
  }
}

// MARK: - Callbacks

private func exchange(_ context: UnsafeMutableRawPointer) -> SMTPExchange {
  Unmanaged<SMTPExchange>.fromOpaque(context).takeUnretainedValue()
}

private func bytes(_ data: UnsafeMutablePointer<CChar>, _ count: Int) -> UnsafeBufferPointer<UInt8> {
  UnsafeBufferPointer(start: UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self), count: count)
}

private let giveContent: ccurl_data_callback = { data, size, count, context in
  guard let data, let context else { return 0 }
  return exchange(context).give(UnsafeMutableRawBufferPointer(start: data, count: size * count))
}

private let takeReply: ccurl_data_callback = { data, size, count, context in
  guard let data, let context else { return 0 }
  exchange(context).take(line: bytes(data, size * count))
  return size * count
}

private let ignoreBody: ccurl_data_callback = { _, size, count, _ in size * count }

private let noteCommand: curl_debug_callback = { _, kind, data, count, context in
  guard let data, let context, kind == CURLINFO_HEADER_OUT else { return 0 }
  exchange(context).note(command: bytes(data, count))
  return 0
}
