// An open iconv(3) descriptor.

import Glibc

/// A conversion from some encoding to UTF-8.
struct Converter: ~Copyable {
  private let descriptor: iconv_t

  /// Opens a conversion; nil if the C library does not have it.
  init?(from name: String) {
    guard let descriptor = iconv_open("UTF-8", name), descriptor != iconv_t(bitPattern: -1) else {
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { iconv_close(descriptor) }

  /// Converts up to the end or the first error, and returns how many bytes it took.
  func convert(_ bytes: ArraySlice<UInt8>, onto text: inout [UInt8]) -> Int {
    bytes.withUnsafeBytes { source in
      // iconv only reads its input, but its prototype is older than const.
      var input = UnsafeMutableRawPointer(mutating: source.baseAddress)?.assumingMemoryBound(to: CChar.self)
      var left = source.count
      var isOngoing = true
      while isOngoing, left > 0 {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { room in
          var output = room.baseAddress
          var free = room.count
          let result = iconv(descriptor, &input, &left, &output, &free)
          isOngoing = result == -1 && errno == E2BIG
          text.append(
            contentsOf: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<(room.count - free)])
          )
        }
      }
      return source.count - left
    }
  }

  /// The character of a single byte.
  func scalar(_ byte: UInt8) -> UInt32? {
    var text: [UInt8] = []
    guard convert([byte], onto: &text) == 1 else { return nil }
    flush(onto: &text)
    return String(decoding: text, as: UTF8.self).unicodeScalars.first?.value
  }

  /// Takes what iconv holds back, waiting for an accent to join it to, and forgets all state.
  private func flush(onto text: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { room in
      var output = room.baseAddress
      var free = room.count
      _ = iconv(descriptor, nil, nil, &output, &free)
      text.append(
        contentsOf: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<(room.count - free)]))
    }
  }
}
