// Files of gzip, whole, in pieces, in a row, and broken.

import Fixtures
import Gzip
import Testing

@Suite struct `A decoder of gzip` {
  private let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }

  @Test func `gives back what was packed`() {
    #expect(inflated(gzip(content)).bytes == content)
    #expect(inflated(gzip(content)).end == .whole)
    #expect(inflated(gzip([])).end == .whole)
  }

  @Test(arguments: [1, 2, 1_000, 65_536, 100_001])
  func `takes pieces of any length`(length: Int) {
    let file = gzip(Array(content.prefix(70_000)))
    let inflater = Inflater()
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: file.count, by: length) {
      inflater.add(file[start..<min(start + length, file.count)])
      while let piece = inflater.next() { bytes += piece }
    }
    inflater.finish()
    #expect(bytes == Array(content.prefix(70_000)))
    #expect(inflater.end == .whole)
  }

  @Test func `reads members in a row as one file`() {
    #expect(inflated(gzip([1, 2]) + gzip([]) + gzip([3])).bytes == [1, 2, 3])
  }

  @Test func `passes over what follows`() {
    #expect(inflated(gzip([1, 2]) + [0, 0, 0]).bytes == [1, 2])
    #expect(inflated(gzip([1, 2]) + [0, 0, 0]).end == .whole)
  }

  @Test func `says that a file is cut, and gives what there is`() {
    let (bytes, end) = inflated(Array(gzip(content).prefix(100_000)))
    #expect(bytes == Array(content.prefix(bytes.count)))
    #expect(bytes.count > 60_000)
    #expect(end == .damaged)
    #expect(inflated([]).end == .damaged)
  }

  @Test func `says that a file is no gzip, or not what its checksum says`() {
    #expect(inflated(Array("<urlset/>".utf8)).end == .damaged)
    var file = gzip([1, 2, 3])
    file[file.count - 8] ^= 1
    #expect(inflated(file).end == .damaged)
  }

  @Test func `decodes no more than is taken`() {
    let inflater = Inflater()
    inflater.add(gzip(zeros: 1 << 20))
    for _ in 0..<4 { #expect(inflater.next()?.count == 65_536) }
    #expect(inflater.end == nil)
  }

  private func inflated(_ file: [UInt8]) -> (bytes: [UInt8], end: Inflater.End?) {
    let inflater = Inflater()
    inflater.add(file)
    var bytes: [UInt8] = []
    while let piece = inflater.next() { bytes += piece }
    inflater.finish()
    return (bytes, inflater.end)
  }
}
