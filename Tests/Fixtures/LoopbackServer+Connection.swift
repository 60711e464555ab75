// One connection of a loopback server: reading requests from it, and what a script can do to it. Every wait ends
// when the server stops or the client leaves, and the script then runs to its end without effect.

import Glibc
import Synchronization

extension LoopbackServer {
  /// A connection as a script sees it.
  public final class Connection: Sendable {
    private let descriptor: Int32
    private let stop: Int32
    private let state = Mutex(State())

    private struct State {
      var input: [UInt8] = []
      var isOpen = true
    }

    init(_ descriptor: Int32, stop: Int32) {
      self.descriptor = descriptor
      self.stop = stop
    }

    /// Whether sending still reaches somebody, as far as is known.
    public var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Sends text.
    public func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends bytes, as fast as they are taken.
    public func send(_ bytes: [UInt8]) {
      var rest = bytes[...]
      while isOpen, !rest.isEmpty {
        guard LoopbackServer.ready(descriptor, POLLOUT, orStop: stop) else { return leave() }
        let count = rest.withUnsafeBytes {
          Glibc.send(
            descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EAGAIN, errno != EINTR {
          leave()
        }
      }
    }

    /// Sends text byte by byte.
    public func trickle(_ text: String, every milliseconds: Int32) {
      for byte in text.utf8 where isOpen {
        send([byte])
        pause(milliseconds)
      }
    }

    /// Does nothing for a while, or until the server stops.
    public func pause(_ milliseconds: Int32) {
      var polled = pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
      if isOpen, poll(&polled, 1, milliseconds) != 0 { leave() }
    }

    /// Reads and forgets until the client closes.
    public func waitForClose() {
      while isOpen { fill() }
    }

    /// Waits until the client has sent something more, or closed.
    public func waitForMore() {
      if isOpen { fill() }
    }

    /// Closes with a reset, so that the client's next read fails.
    public func reset() {
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
      leave()
    }

    // MARK: - The server's side

    func close() { _ = Glibc.close(descriptor) }

    /// The next request; nil when there will be none.
    func request(_ number: Int) -> Received? {
      guard let line = line() else { return nil }
      let parts = line.split(separator: " ")
      guard parts.count == 3, parts[2].hasPrefix("HTTP/") else {
        // Not HTTP, such as a TLS handshake: let it wait.
        waitForClose()
        return nil
      }
      var headers: [(name: String, value: String)] = []
      while let line = self.line(), let colon = line.firstIndex(of: ":") {
        let value = line[colon...].dropFirst().drop { $0 == " " }
        headers.append((line[..<colon].lowercased(), String(value)))
      }
      let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
      while isOpen, state.withLock({ $0.input.count < length }) { fill() }
      let body = state.withLock { state in
        defer { state.input.removeFirst(min(length, state.input.count)) }
        return Array(state.input.prefix(length))
      }
      return Received(
        method: String(parts[0]), path: String(parts[1]), headers: headers, body: body, connection: number)
    }

    /// Carries an answer out; false ends the connection.
    func send(_ answer: Answer, to request: Received) -> Bool {
      switch answer {
      case .dynamic(let answer): return send(answer(request), to: request)
      case .raw(let script):
        script(self)
        return false
      case .response(let status, var headers, let body):
        let names = headers.map { $0.0.lowercased() }
        if !names.contains("content-length"), !names.contains("transfer-encoding"), status != 204,
          status != 304
        {
          headers.append(("Content-Length", String(body.count)))
        }
        let lines = headers.map { "\($0): \($1)\r\n" }.joined()
        send(Array("HTTP/1.1 \(status) Status\r\n\(lines)\r\n".utf8) + (request.method == "HEAD" ? [] : body))
        return isOpen && request["connection"] != "close"
      }
    }

    /// A line without its end; empty and end of input are both nil.
    private func line() -> String? {
      while isOpen {
        let line: String? = state.withLock { state in
          guard let end = state.input.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
          defer { state.input.removeFirst(end + 1) }
          return String(decoding: state.input[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        }
        if let line { return line.isEmpty ? nil : line }
        fill()
      }
      return nil
    }

    private func fill() {
      guard LoopbackServer.ready(descriptor, POLLIN, orStop: stop) else { return leave() }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 {
        state.withLock { $0.input += buffer[..<count] }
      } else {
        leave()
      }
    }

    private func leave() { state.withLock { $0.isOpen = false } }
  }
}
