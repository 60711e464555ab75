// The message of a retry: the original's bytes with three members set, so that nothing is lost on the way.

internal import JSONText

extension EnvelopeWriter {
  /// The message with which a task is tried again: same id, one retry more, a new delivery tag.
  ///
  /// All else stays byte for byte, headers unknown to us included. Celery 5.6.2 also sets `parent_id` to the
  /// task's own id and so forgets who sent it; that is not imitated.
  ///
  /// - Parameters:
  ///   - row: The original's raw bytes, of any protocol.
  ///   - eta: When it may run, in seconds since 1970; nil: at once.
  ///   - deliveryTag: A fresh id for this message.
  /// - Returns: The raw bytes of the new message.
  /// - Throws: ``EnvelopeError`` when the original cannot be read.
  public static func retryEnvelope(
    of row: some Collection<UInt8>, eta: Double?, deliveryTag: String
  ) throws(EnvelopeError) -> [UInt8] {
    let row = Array(row)
    let (envelope, frame) = (try Envelope(decoding: row), try EnvelopeFrame(row))
    let changes: [(name: String, value: [UInt8])] = [
      ("retries", PythonText.bytes(.integer(envelope.retries + 1))),
      ("eta", PythonText.bytes(JSON(eta.map(WireDate.text)))),
    ]
    var edit = MemberEdit(row)
    edit.set(["properties", "delivery_tag"], to: PythonText.bytes(.string(deliveryTag)))
    if frame.body.object == nil {
      for change in changes { edit.set(["headers", change.name], to: change.value) }
    } else {
      // Protocol 1 keeps them in the body; a header of the same name would win over it.
      var body = MemberEdit(frame.bodyText)
      for change in changes {
        body.set([change.name], to: change.value)
        if frame.headers[change.name] != nil { edit.set(["headers", change.name], to: change.value) }
      }
      // What was compressed travels plain from here on.
      if frame.isCompressed { edit.set(["headers", "compression"], to: Array("null".utf8)) }
      let text = String(decoding: body.bytes, as: UTF8.self)
      edit.set(
        ["body"],
        to: frame.isBase64 ? quoted(Base64.encoded(body.bytes)) : PythonText.bytes(.string(text)))
    }
    return edit.bytes
  }
}
