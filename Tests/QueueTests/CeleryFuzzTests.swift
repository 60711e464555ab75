// Random damage to real messages: every row is read or refused, none ends the process.

import JSONText
import Queue
import Testing

@Suite struct `Damaged messages` {
  @Test(arguments: CeleryCapture.all)
  func `are read or refused`(capture: CeleryCapture) throws {
    var generator = SplitMix64(seed: 0x5EED)
    var refused = 0
    for _ in 0..<200 {
      let row = damaged(capture.row, &generator)
      guard let envelope = try? Envelope(decoding: row) else {
        refused += 1
        continue
      }
      // What can be read can be retried.
      let retry = try EnvelopeWriter.retryEnvelope(of: row, eta: 0, deliveryTag: "d")
      let again = try Envelope(decoding: retry)
      #expect((again.retries, again.eta, again.deliveryTag) == (envelope.retries + 1, 0, "d"))
      #expect((again.id, again.task) == (envelope.id, envelope.task))
    }
    #expect(refused > 0)
  }

  @Test func `whatever stands in a member, the row is read or refused`() throws {
    let envelope = try JSON(parsing: CeleryCapture.named("a child in a group").row)
    let values: [JSON] = [
      nil, true, false, 0, -1, .integer(.max), .integer(.min), 1.5, .double(.nan), .double(.infinity),
      .hugeInteger("99999999999999999999"), "", "x", "3", "2020-01-01", [], [nil], [1, 2, 3], [[], [:], nil],
      [:],
      ["task": "t", "id": "i"], ["exchange": 1],
    ]
    var read = 0
    for path in paths(of: envelope) {
      for value in values {
        let row = replaced(envelope, path[...], by: value).bytes(nonFinite: .python)
        if let envelope = try? Envelope(decoding: row) {
          read += 1
          let retry = try EnvelopeWriter.retryEnvelope(of: row, eta: nil, deliveryTag: "d")
          #expect(try Envelope(decoding: retry).retries == envelope.retries + 1)
          _ = ResultRecord(envelope, state: .success(nil), date: .nan).bytes
        }
      }
    }
    #expect(read > 100)
  }

  private func paths(of value: JSON) -> [[String]] {
    (value.object ?? [:]).sorted { $0.key < $1.key }.flatMap { name, member in
      [[name]] + paths(of: member).map { [name] + $0 }
    }
  }

  private func replaced(_ value: JSON, _ path: ArraySlice<String>, by new: JSON) -> JSON {
    guard let name = path.first, var members = value.object else { return new }
    members[name] = replaced(members[name] ?? .null, path.dropFirst(), by: new)
    return .object(members)
  }

  private func damaged(_ row: [UInt8], _ generator: inout SplitMix64) -> [UInt8] {
    var row = row
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !row.isEmpty {
      let place = Int.random(in: row.indices, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: row[place] = .random(in: 0...255, using: &generator)
      case 1: row.remove(at: place)
      case 2: row.insert(Array("{}[]\",:0n\\".utf8).randomElement(using: &generator) ?? 0, at: place)
      case 3: row.removeSubrange(place..<min(row.count, place + 40))
      default: row = Array(row[..<place] + row[max(0, place - 40)...])
      }
    }
    return row
  }
}
