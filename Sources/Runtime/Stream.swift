// Reading and writing descriptors whole: no stdio, whose buffers are lost on `_exit`.

internal import Glibc

/// A file descriptor that somebody else owns.
public struct Stream: Sendable {
  /// Stdin.
  public static let input = Stream(STDIN_FILENO)
  /// Stdout.
  public static let output = Stream(STDOUT_FILENO)
  /// Stderr.
  public static let errors = Stream(STDERR_FILENO)

  /// Its number.
  public let descriptor: Int32

  /// The stream behind a descriptor.
  public init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Whether it is a terminal.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether there is such a descriptor.
  public var isOpen: Bool { fcntl(descriptor, F_GETFD) >= 0 }

  /// Whether there is such a descriptor, laid by whoever started this process: what is opened here is closed on
  /// exec, which nothing inherited can be.
  public var isInherited: Bool {
    let flags = fcntl(descriptor, F_GETFD)
    return flags >= 0 && flags & FD_CLOEXEC == 0
  }

  /// Fills those of the first three descriptors that are closed, so that no file or socket opened later
  /// becomes stdin or stdout; the wrong way round, so that reading and writing still fail.
  public static func occupyStandardDescriptors() {
    // Each open takes the lowest free number, hence in this order.
    if !input.isOpen { _ = open("/dev/null", O_WRONLY) }
    if !output.isOpen { _ = open("/dev/null", O_RDONLY) }
    if !errors.isOpen { _ = open("/dev/null", O_RDONLY) }
  }

  /// Why a stream was not read to its end.
  public enum ReadError: Error {
    /// There is more than was to be taken.
    case tooLarge
    /// The wait was given up.
    case interrupted
    /// The system says no, for this reason.
    case failed(reason: String)
  }

  /// Reads to the end.
  ///
  /// - Parameters:
  ///   - limit: How many bytes are taken at most.
  ///   - waits: Waits until a descriptor can be read, or gives up with false.
  /// - Returns: The content.
  /// - Throws: ``ReadError``; `interrupted` when the wait was given up.
  public func readAll(
    limit: Int, waiting waits: (Int32) -> Bool = waitsForContent
  ) throws(ReadError) -> [UInt8] {
    var content: [UInt8] = []
    while true {
      let chunk = try nextChunk(waiting: waits)
      if chunk.isEmpty { return content }
      guard content.count + chunk.count <= limit else { throw .tooLarge }
      content += chunk
    }
  }

  /// How many bytes are taken at a time.
  static let chunkBytes = 65_536

  /// Reads what is there, once there is something: so many bytes at most, and nothing at the end.
  func nextChunk(
    of size: Int = chunkBytes, waiting waits: (Int32) -> Bool
  ) throws(ReadError) -> [UInt8] {
    while true {
      guard waits(descriptor) else { throw .interrupted }
      var count = 0
      // Not filled with zeros first: those pages would cost a short run more than its message does.
      let chunk = [UInt8](unsafeUninitializedCapacity: size) { buffer, taken in
        count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        taken = max(0, count)
      }
      guard count < 0 else { return chunk }
      guard errno == EINTR || errno == EAGAIN else {
        throw .failed(reason: String(cString: strerror(errno)))
      }
    }
  }

  /// Writes all bytes.
  ///
  /// - Returns: False when the other end is gone or the disk is full.
  @discardableResult public func write(_ bytes: [UInt8]) -> Bool {
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

  /// Writes all of a text.
  ///
  /// - Returns: False when the other end is gone or the disk is full.
  @discardableResult public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// Waits until a descriptor can be read or has failed; reading it then says which.
  public static func waitsForContent(of descriptor: Int32) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&polled, 1, -1) < 0 && (errno == EINTR || errno == EAGAIN) {}
    return true
  }

  /// Waits until a descriptor that whoever opened it made non-blocking takes more.
  private func waitForRoom() {
    var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&polled, 1, -1)
  }
}
