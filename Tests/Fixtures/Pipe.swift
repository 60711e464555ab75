// A pipe within the test's own process, for what writes to a descriptor directly.

internal import Glibc

/// Runs `body` with a descriptor that is a pipe, and gives all that was written to it.
///
/// - Parameter body: Writes to the descriptor, 64 KiB at most: nobody reads meanwhile.
/// - Returns: What was written.
/// - Throws: ``FileError``, or what `body` threw.
public func withPipe(_ body: (Int32) throws -> Void) throws -> String {
  var ends: [Int32] = [-1, -1]
  guard pipe(&ends) == 0 else { throw FileError("open", "a pipe") }
  defer { close(ends[0]) }
  do {
    defer { close(ends[1]) }
    try body(ends[1])
  }
  var text = [UInt8](repeating: 0, count: 65_536)
  let count = read(ends[0], &text, text.count)
  return String(decoding: text.prefix(max(0, count)), as: UTF8.self)
}
