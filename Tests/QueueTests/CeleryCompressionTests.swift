// Compressed bodies: the forms that Celery's clients send, and such as would fill the memory.

import Fixtures
import JSONText
import Queue
import Testing

@Suite struct `A compressed message` {
  @Test(
    arguments: [
      ("application/x-gzip", "eJyLjlY6vFJJR8EwVkehWilbyUohuqSoNDW2FsRNTszJSUpMzi4GCueV5uTUxgIAZ98PoA=="),
      ("zlib", "eJyLjlY6vFJJR8EwVkehWilbyUohuqSoNDW2FsRNTszJSUpMzi4GCueV5uTUxgIAZ98PoA=="),
      (
        "gzip",
        "H4sIAAAAAAACA4uOVjq8UklHwTBWR6FaKVvJSiG6pKg0NbYWxE1OzMlJSkzOLgYK55Xm5NTGAgDpV2M5LwAAAA=="
      ),
      (
        "application/zstd",
        "KLUv/SAveQEAW1siw6kiLCAxXSwgeyJrIjogW3RydWVdfSwgeyJjYWxsYmFja3MiOiBudWxsfV0="
      ),
    ])
  func `is read whatever it was compressed with`(name: String, body: String) throws {
    let envelope = try Envelope(decoding: row(name, body))
    #expect(envelope.arguments == ["é", 1])
    #expect(envelope.keywordArguments == ["k": [true]])
    #expect(envelope.otherHeaders["compression"] == nil)
  }

  @Test func `that is a bomb is refused with its id`() throws {
    let python = "import base64,zlib; print(base64.b64encode(zlib.compress(b'['*(17<<20))).decode(),end='')"
    let zlib = try runProgram("/usr/bin/python3", arguments: ["-c", python]).outputText
    #expect(zlib.utf8.count < 40_000)
    for (name, body) in [("zlib", zlib), ("zstd", text(zstandard(blocks: 200)))] {
      let error = #expect(throws: EnvelopeError.self) { try Envelope(decoding: row(name, body)) }
      #expect(error?.code == .compressed)
      #expect(error?.reason == "its body is larger than 16777216 bytes when it is inflated")
      #expect(error?.taskID == "i")
    }
  }

  @Test func `that wants a window of gigabytes or is cut is refused`() {
    for stream in [zstandard(blocks: 1, window: 0xF8), zstandard(blocks: 0), [0x78], []] {
      let name = stream == [0x78] ? "zlib" : "zstd"
      let error = #expect(throws: EnvelopeError.self) { try Envelope(decoding: row(name, text(stream))) }
      #expect(error?.code == .undecodableBody)
    }
  }

  @Test func `of protocol 1 is tried again uncompressed`() throws {
    let python = """
      import base64,json,zlib
      print(base64.b64encode(zlib.compress(json.dumps({'task': 't', 'id': 'i', 'args': [1]}).encode())).decode(),end='')
      """
    let body = try runProgram("/usr/bin/python3", arguments: ["-c", python]).outputText
    let again = try EnvelopeWriter.retryEnvelope(
      of: row("zlib", body, headers: "{}"), eta: nil, deliveryTag: "d")
    let envelope = try Envelope(decoding: again)
    #expect((envelope.arguments, envelope.retries) == ([1], 1))
  }

  /// A frame of blocks that repeat one byte 128 KiB times each; without an end when it has none.
  private func zstandard(blocks: Int, window: UInt8 = 0x38) -> [UInt8] {
    var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, window]
    for number in 0..<blocks {
      let header = UInt32(1 << 17) << 3 | 1 << 1 | (number == blocks - 1 ? 1 : 0)
      frame += [UInt8(header & 255), UInt8(header >> 8 & 255), UInt8(header >> 16 & 255), UInt8(ascii: " ")]
    }
    return frame
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: Base64.encoded(bytes), as: UTF8.self) }

  private func row(_ compression: String, _ body: String, headers: String? = nil) -> [UInt8] {
    let members = headers == nil ? #""task":"t","id":"i","# : ""
    return Array(
      """
      {"body":"\(body)","content-type":"application/json","content-encoding":"utf-8",
      "headers":{\(members)"compression":"\(compression)"},"properties":{"body_encoding":"base64"}}
      """.utf8)
  }
}
