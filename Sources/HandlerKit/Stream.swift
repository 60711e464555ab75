// Reading and writing descriptors whole: no stdio, whose buffers are lost on `_exit`.

internal import Glibc

/// A file descriptor that somebody else owns.
struct Stream: Sendable {
  static let input = Stream(STDIN_FILENO)
  static let output = Stream(STDOUT_FILENO)
  static let errors = Stream(STDERR_FILENO)

  let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  var isOpen: Bool { fcntl(descriptor, F_GETFD) >= 0 }

  /// Fills those of the first three descriptors that are closed, so that no file or socket opened later
  /// becomes stdin or stdout; the wrong way round, so that reading and writing still fail.
  static func occupyStandardDescriptors() {
    // Each open takes the lowest free number, hence in this order.
    if !input.isOpen { _ = open("/dev/null", O_WRONLY) }
    if !output.isOpen { _ = open("/dev/null", O_RDONLY) }
    if !errors.isOpen { _ = open("/dev/null", O_RDONLY) }
  }

  /// Why a stream was not read to its end.
  enum ReadError: Error {
    case tooLarge
    case interrupted
    case failed(reason: String)
  }

  /// Reads to the end.
  ///
  /// - Parameter limit: How many bytes are taken at most.
  /// - Returns: The content.
  /// - Throws: ``ReadError``; `interrupted` when a stop was asked for meanwhile.
  func readAll(limit: Int) throws(ReadError) -> [UInt8] {
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      guard StopSignal.waits(for: descriptor) else { throw .interrupted }
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 { return content }
      if count < 0 {
        guard errno == EINTR || errno == EAGAIN else {
          throw .failed(reason: String(cString: strerror(errno)))
        }
        continue
      }
      guard content.count + count <= limit else { throw .tooLarge }
      content += chunk[0..<count]
    }
  }

  /// Writes all bytes.
  ///
  /// - Returns: False when the other end is gone or the disk is full.
  @discardableResult func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        guard errno == EINTR || errno == EAGAIN else { return false }
        if errno == EAGAIN { waitForRoom() }
        continue
      }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// Waits until a descriptor that whoever opened it made non-blocking takes more.
  private func waitForRoom() {
    var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&polled, 1, -1)
  }
}
