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
      let count = read(descriptor, &chunk, chunk.count)
      if count == 0 { return content }
      if count < 0 {
        guard errno == EINTR else { throw .failed(reason: String(cString: strerror(errno))) }
        if StopSignal.isRaised { throw .interrupted }
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
        continue
      }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult func write(_ text: String) -> Bool { write(Array(text.utf8)) }
}
