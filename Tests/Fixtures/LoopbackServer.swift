// A real HTTP/1.1 server on a loopback address, for as long as a closure runs. It answers by path, plainly or with
// a scripted exchange of bytes, and remembers what came. One thread accepts, one serves each connection; all of
// them wait on a pipe as well, whose end means stop, so that no script, however slow, outlives the closure.

import Glibc
import Synchronization

/// Runs `body` with a server whose answers are given by path; `*` answers what no other path does.
public func withServer<Result>(
  _ routes: [String: LoopbackServer.Answer] = [:], on address: String = "127.0.0.1",
  _ body: (LoopbackServer) throws -> Result
) throws -> Result {
  let server = try LoopbackServer(address: address) { request in
    routes[request.path] ?? routes["*"] ?? .status(404)
  }
  defer { server.stop() }
  return try body(server)
}

/// Runs `body` with a server whose answers a closure gives, on the thread of the connection.
public func withServer<Result>(
  on address: String = "127.0.0.1",
  answering: @escaping @Sendable (LoopbackServer.Received) -> LoopbackServer.Answer,
  _ body: (LoopbackServer) throws -> Result
) throws -> Result {
  let server = try LoopbackServer(address: address, answering: answering)
  defer { server.stop() }
  return try body(server)
}

/// A server under test conditions: what it says is scripted, what it hears is kept.
public final class LoopbackServer: Sendable {
  /// One request as it came.
  public struct Received: Sendable {
    /// Such as `GET`.
    public var method: String
    /// The request target with its query.
    public var path: String
    /// Names in lower case, in order.
    public var headers: [(name: String, value: String)]
    /// As long as Content-Length said.
    public var body: [UInt8]
    /// Which connection it came over, counted from 1.
    public var connection: Int

    /// The first value of a header, by its name in lower case.
    public subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  private struct Record {
    var connections = 0
    var requests: [Received] = []
    var threads: [pthread_t] = []
  }

  /// The address it listens on, IPv6 without brackets.
  public let address: String
  /// The port, chosen by the kernel.
  public let port: UInt16
  private let listener: Int32
  private let stopping: (read: Int32, write: Int32)
  private let answer: @Sendable (Received) -> Answer
  private let record = Mutex(Record())

  /// Connections made so far, including any the kernel has completed and nobody accepted yet.
  public var connections: Int {
    while true {
      let count = record.withLock { isReadable(listener) ? nil : $0.connections }
      if let count { return count }
      sched_yield()
    }
  }
  /// Requests read so far, in order.
  public var requests: [Received] { record.withLock { $0.requests } }
  /// The paths of ``requests``.
  public var paths: [String] { requests.map(\.path) }

  /// Host and port as a URL has them.
  public var authority: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }

  /// The absolute URL of a path.
  public func url(_ path: String = "/") -> String { "http://\(authority)\(path)" }

  init(address: String, answering answer: @escaping @Sendable (Received) -> Answer) throws {
    let isV6 = address.contains(":")
    var v4 = sockaddr_in()
    var v6 = sockaddr_in6()
    v4.sin_family = sa_family_t(AF_INET)
    v6.sin6_family = sa_family_t(AF_INET6)
    guard
      isV6
        ? inet_pton(AF_INET6, address, &v6.sin6_addr) == 1 : inet_pton(AF_INET, address, &v4.sin_addr) == 1
    else { throw ServerFailure(description: "cannot start a server on \(address): it is no address") }
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    listener = socket(isV6 ? AF_INET6 : AF_INET, Int32(kind), 0)
    try check(listener, "open a socket for")
    let listener = listener
    port = try isV6 ? bound(listener, &v6, at: \.sin6_port) : bound(listener, &v4, at: \.sin_port)
    var ends: (Int32, Int32) = (-1, -1)
    try check(
      withUnsafeMutableBytes(of: &ends) { pipe($0.bindMemory(to: Int32.self).baseAddress) }, "make a pipe for"
    )
    closeOnExec(ends.0)
    closeOnExec(ends.1)
    stopping = ends
    self.address = address
    self.answer = answer
    launch { self.accept() }
  }

  /// Ends every thread, also those within a script, and closes the port.
  func stop() {
    close(stopping.write)
    while let thread = record.withLock({ $0.threads.popLast() }) { pthread_join(thread, nil) }
    close(listener)
    close(stopping.read)
  }

  // MARK: - Threads

  /// Waits until the descriptor is ready; false means that the server stops.
  static func ready(_ descriptor: Int32, _ events: Int32, orStop stop: Int32) -> Bool {
    var polled = [
      pollfd(fd: descriptor, events: Int16(events), revents: 0),
      pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&polled, 2, -1) < 0, errno == EINTR {}
    return polled[1].revents == 0
  }

  private func accept() {
    while Self.ready(listener, POLLIN, orStop: stopping.read) {
      // Under the lock, so that no connection is neither pending nor counted.
      let (descriptor, number) = record.withLock { record in
        let descriptor = Glibc.accept(listener, nil, nil)
        record.connections += descriptor < 0 ? 0 : 1
        return (descriptor, record.connections)
      }
      guard descriptor >= 0 else { continue }
      closeOnExec(descriptor)
      launch { self.serve(Connection(descriptor, stop: self.stopping.read), number) }
    }
  }

  private func serve(_ connection: Connection, _ number: Int) {
    while let request = connection.request(number) {
      record.withLock { $0.requests.append(request) }
      guard connection.send(answer(request), to: request) else { break }
    }
    connection.close()
  }

  private func launch(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        context.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue() }?.run()
        return nil
      }, box.toOpaque())
    precondition(code == 0, "cannot start a thread: error \(code)")
    record.withLock { $0.threads.append(thread) }
  }
}

private final class Work: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// A call of the system that failed.
struct ServerFailure: Error, CustomStringConvertible {
  let description: String
}

@discardableResult private func check(_ result: Int32, _ verb: String) throws -> Int32 {
  guard result >= 0 else {
    throw ServerFailure(description: "cannot \(verb) a server: \(String(cString: strerror(errno)))")
  }
  return result
}

/// Binds to a free port, listens, and gives the port.
private func bound<Address>(
  _ socket: Int32, _ address: inout Address, at port: KeyPath<Address, in_port_t>
) throws -> UInt16 {
  try withUnsafeMutableBytes(of: &address) { bytes in
    guard let raw = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return }
    var length = socklen_t(bytes.count)
    try check(bind(socket, raw, length), "bind")
    try check(listen(socket, 128), "listen with")
    try check(getsockname(socket, raw, &length), "name")
  }
  return UInt16(bigEndian: address[keyPath: port])
}

/// Whether a descriptor has something to read at this moment.
private func isReadable(_ descriptor: Int32) -> Bool {
  var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return poll(&polled, 1, 0) > 0
}

/// Keeps a descriptor from the programs that tests beside this one start.
func closeOnExec(_ descriptor: Int32) {
  _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
}
