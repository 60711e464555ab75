// A page that is kept for the next crawl, and the answer that it stands for once the server says it has not changed.

internal import Auditing
internal import Gzip
internal import HTML
internal import Transfer
internal import WebURL

extension KeptPage {
  /// Packed records of more bytes are not kept: a page with so much to say is better read.
  static let longest = 64 << 10

  /// Keeps an answer; nil: it is none that the server would tell from another, or too long.
  init?(_ answer: Answer, of response: Response) {
    guard answer.fetch.outcome == .ok, response.status == 200, !response.isTruncated,
      let facts = answer.facts,
      response.isTellable(by: answer.fetch.validators)
    else { return nil }
    let record = PageRecord(
      mediaType: answer.fetch.mediaType, wireBytes: answer.fetch.wireBytes,
      decodedBytes: answer.fetch.decodedBytes, declarations: response.declarations, facts: facts
    ).bytes
    guard record.count <= PageRecord.longest, let packed = Gzip.packed(record), packed.count <= Self.longest
    else { return nil }
    self.init(validators: answer.fetch.validators, record: packed)
  }

  /// Whether a 304 is about this page, and its header says nothing else than the page's did.
  ///
  /// A header that declares something may be left out of a 304, or be another by now: then only the whole answer tells.
  func isConfirmed(by response: Response, _ record: PageRecord) -> Bool {
    if let etag = response.headers["etag"], etag.opaqueTag != validators.etag?.opaqueTag { return false }
    return record.declarations == response.declarations
  }
}

extension Answer {
  /// The answer that a 304 stands for; nil: it has to be asked for in full.
  init?(_ kept: KeptPage, confirmedBy response: Response, scope: Scope) {
    guard let bytes = Gzip.unpacked(kept.record, limit: PageRecord.longest),
      let record = PageRecord(bytes, scope: scope), kept.isConfirmed(by: response, record)
    else { return nil }
    fetch = Fetch(outcome: .ok, status: 200)
    fetch.mediaType = record.mediaType
    fetch.wireBytes = record.wireBytes
    fetch.decodedBytes = record.decodedBytes
    fetch.firstByteSeconds = response.timing.firstByte.inSeconds
    fetch.totalSeconds = response.timing.total.inSeconds
    fetch.validators = kept.validators
    if let changed = response.headers["last-modified"] { fetch.validators.lastModified = changed }
    fetch.httpVersion = response.httpVersionNumber
    facts = record.facts
  }
}

extension Fetch.Validators {
  /// The header fields that ask for a page only if it is another by now; none when nothing here can tell.
  ///
  /// Values that are not as RFC 9110 has them (8.8.2, 8.8.3) are not sent back.
  var conditions: [(String, String)] {
    var fields: [(String, String)] = []
    if let etag, etag.opaqueTag != nil { fields.append(("If-None-Match", etag)) }
    if let lastModified, HTTPDate(lastModified) != nil { fields.append(("If-Modified-Since", lastModified)) }
    return fields
  }
}

extension Response {
  /// Whether another answer of the server would have other validators.
  ///
  /// A page may change twice in the second that `Last-Modified` names, so that alone it tells only when the answer is
  /// from a later second (RFC 9110 8.8.2.2).
  fileprivate func isTellable(by validators: Fetch.Validators) -> Bool {
    if validators.etag?.opaqueTag != nil { return true }
    guard let changed = validators.lastModified.flatMap({ HTTPDate($0) }),
      let sent = headers["date"].flatMap({ HTTPDate($0) })
    else { return false }
    return sent.seconds > changed.seconds
  }

  /// The header fields that facts are read from.
  fileprivate var declarations: [String] {
    PageRecord.declarations(in: headers.lazy.map { ($0.name, $0.value) })
  }
}

extension String {
  /// An entity tag without its mark of weakness; nil for what is none (RFC 9110 8.8.3).
  fileprivate var opaqueTag: Substring? {
    let tag = hasPrefix("W/") ? dropFirst(2) : self[...]
    let isTag =
      tag.utf8.count >= 2 && tag.utf8.count <= 200 && tag.hasPrefix("\"") && tag.hasSuffix("\"")
      && tag.dropFirst().dropLast().utf8.allSatisfy { $0 == 0x21 || (0x23...0x7E).contains($0) }
    return isTag ? tag : nil
  }
}
