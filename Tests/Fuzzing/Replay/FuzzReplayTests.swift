// What once broke something must not break it again.

import Glibc
import Testing

@Suite struct `What the fuzzer has found` {
  @Test(arguments: FuzzTarget.allCases)
  func `is read`(target: FuzzTarget) {
    for folder in ["corpus", "regressions"] {
      for (_, bytes) in Self.files(in: "\(folder)/\(target.rawValue)") { target.read(bytes) }
    }
  }

  @Test(arguments: FuzzTarget.allCases)
  func `has something to start from`(target: FuzzTarget) {
    #expect(!Self.files(in: "corpus/\(target.rawValue)").isEmpty)
  }

  /// The files of a folder beside this one.
  private static func files(in name: String) -> [(name: String, bytes: [UInt8])] {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
      separator: "/")
    let folder = "\(here)/\(name)"
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var files: [(String, [UInt8])] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { files.append((name, bytes(of: "\(folder)/\(name)"))) }
    }
    return files
  }

  private static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return bytes
  }
}
