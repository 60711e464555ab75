// A terminal within the test's own process, for what writes to a descriptor directly.

internal import CSystem
internal import Glibc

/// Runs `body` with a descriptor that is a terminal, and gives all that was written to it.
///
/// - Parameters:
///   - columns: How wide it is.
///   - body: Writes to the descriptor, 4 KiB at most: nobody reads meanwhile.
/// - Returns: What was written.
/// - Throws: ``FileError``, or what `body` threw.
public func withTerminal(columns: Int32 = 80, _ body: (Int32) throws -> Void) throws -> String {
  var descriptor: Int32 = -1
  let person = csystem_open_terminal(columns, &descriptor)
  guard person >= 0 else { throw FileError("open", "a terminal") }
  defer { close(person) }
  do {
    defer { close(descriptor) }
    try body(descriptor)
  }
  var written: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  // Reading fails with EIO when all is read, since the other side is closed.
  while case let count = read(person, &chunk, chunk.count), count > 0 { written += chunk[..<count] }
  return String(decoding: written, as: UTF8.self)
}
