// Every option of a transfer, in one place: what is switched off matters as much as what is on.

import CCurl
import Glibc
import WebURL

extension Exchange {
  /// Makes the handle ready for this exchange, which has to outlive its use there.
  func configure(userAgent: String) {
    let limits = request.limits
    easy.set(CURLOPT_URL, request.url.href)
    easy.set(CURLOPT_PATH_AS_IS, true)
    easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, true)
    easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_FOLLOWLOCATION, false)
    easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
    // One connection for all streams where the server speaks HTTP/2; over plain HTTP there is nothing to wait for.
    if target.scheme == "https" { easy.set(CURLOPT_PIPEWAIT, true) }
    if request.wantsNewConnection || isSecondTry { easy.set(CURLOPT_FRESH_CONNECT, true) }
    easy.set(CURLOPT_HTTP09_ALLOWED, false)
    easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    easy.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    easy.set(CURLOPT_AUTOREFERER, false)
    easy.set(CURLOPT_UNRESTRICTED_AUTH, false)
    easy.set(CURLOPT_ACCEPT_ENCODING, LibCurl.acceptEncoding)
    easy.set(CURLOPT_USERAGENT, request.userAgent ?? userAgent)
    easy.set(CURLOPT_NOSIGNAL, true)
    // Else a transfer that ends while its name is looked up holds up all others until the resolver gives up.
    easy.set(CURLOPT_QUICK_EXIT, true)
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
    easy.set(CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
    if limits.lowSpeedTime > .zero {
      easy.set(CURLOPT_LOW_SPEED_LIMIT, limits.lowSpeed)
      easy.set(CURLOPT_LOW_SPEED_TIME, (limits.lowSpeedTime.milliseconds + 999) / 1000)
    }
    setMethod()
    setTrust()
    setCallbacks()
  }

  private func setMethod() {
    var lines = request.headers.map { $1.isEmpty ? "\($0);" : "\($0): \($1)" }
    switch request.method {
    case .get: easy.set(CURLOPT_HTTPGET, true)
    case .head: easy.set(CURLOPT_NOBODY, true)
    case .post:
      easy.set(CURLOPT_POST, true)
      easy.set(body: request.body ?? [])
      // libcurl would call every body a form, and ask before it sends a large one.
      lines.append("Expect:")
      if !request.headers.contains(where: { $0.0.lowercased() == "content-type" }) {
        lines.append("Content-Type:")
      }
    }
    if !lines.isEmpty { easy.set(headers: lines) }
  }

  private func setTrust() {
    easy.setTrust(authorities: egress?.authorities, configured: egress == nil)
    guard let egress else {
      if target.isLoopback { easy.set(CURLOPT_PROXY, "") }
      return
    }
    // A proxy would connect for us, past the guard.
    easy.set(CURLOPT_PROXY, "")
    easy.set(CURLOPT_NOPROXY, "*")
    if let addresses = egress.resolving[target.host], !addresses.isEmpty {
      let list = addresses.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
      easy.set(resolving: "\(target.host):\(target.port):\(list)")
    }
  }

  private func setCallbacks() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    easy.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message))
    easy.set(CURLOPT_WRITEDATA, context)
    easy.set(CURLOPT_WRITEFUNCTION, takeBody)
    easy.set(CURLOPT_HEADERDATA, context)
    easy.set(CURLOPT_HEADERFUNCTION, takeHeader)
    easy.set(CURLOPT_OPENSOCKETDATA, context)
    easy.set(openSocket: openSocket)
    if let watch {
      // The connection lives longer than the exchange, and the watch longer than both.
      easy.set(CURLOPT_CLOSESOCKETDATA, Unmanaged.passUnretained(watch).toOpaque())
      easy.set(closeSocket: closeSocket)
    }
    easy.set(CURLOPT_PREREQDATA, context)
    easy.set(beforeRequest: checkPeer)
  }
}

extension Easy {
  /// Which certificates are believed; the operator's settings count only where the operator names the server.
  func setTrust(authorities: String? = nil, configured: Bool) {
    // The folder of hashed certificates alone: reading the bundle costs a process 19 ms.
    set(CURLOPT_CAINFO, authorities ?? (configured ? setting("SSL_CERT_FILE") : nil))
    set(CURLOPT_CAPATH, (configured ? setting("SSL_CERT_DIR") : nil) ?? "/etc/ssl/certs")
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    set(CURLOPT_SSL_VERIFYPEER, true)
    set(CURLOPT_SSL_VERIFYHOST, 2)
  }
}

// MARK: - Callbacks

private func exchange(_ context: UnsafeMutableRawPointer) -> Exchange {
  Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
}

private func bytes(_ data: UnsafeMutablePointer<CChar>, _ count: Int) -> UnsafeBufferPointer<UInt8> {
  UnsafeBufferPointer(start: UnsafeRawPointer(data).assumingMemoryBound(to: UInt8.self), count: count)
}

/// Taking less than there was ends the transfer; one byte is less than anything but none.
private func verdict(_ goesOn: Bool, _ count: Int) -> Int { goesOn ? count : count == 0 ? 1 : 0 }

private let takeBody: ccurl_data_callback = { data, size, count, context in
  guard let data, let context else { return 0 }
  return verdict(exchange(context).receive(bytes(data, size * count)), size * count)
}

private let takeHeader: ccurl_data_callback = { data, size, count, context in
  guard let data, let context else { return 0 }
  return verdict(exchange(context).receive(line: bytes(data, size * count)), size * count)
}

private let openSocket: curl_opensocket_callback = { context, _, address in
  guard let context, let address else { return CURL_SOCKET_BAD }
  return exchange(context).socket(for: address)
}

private let closeSocket: curl_closesocket_callback = { context, socket in
  context.map { Unmanaged<SpinWatch>.fromOpaque($0).takeUnretainedValue().close(socket) } ?? close(socket)
}

private let checkPeer: curl_prereq_callback = { context, peer, _, port, _ in
  guard let context, let peer, let port = UInt16(exactly: port) else { return CURL_PREREQFUNC_ABORT }
  let isFine = exchange(context).accepts(peer: String(cString: peer), port: port)
  return isFine ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private func setting(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}

extension Duration {
  /// Rounded up, and from 1, as libcurl takes zero for no limit, to some weeks.
  var milliseconds: Int {
    guard self < .seconds(2_000_000) else { return 2_000_000_000 }
    let (seconds, attoseconds) = components
    return max(Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000), 1)
  }
}
