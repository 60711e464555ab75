// What a script answers that ends a claim, or changes it.

/// What became of a claim.
public enum SettleReply: ScriptReply {
  /// It is done, and so many messages were sent or parked.
  case ok(sent: Int)
  /// An earlier request has done it.
  case already
  /// The claim is no longer the caller's; nothing was written.
  case lost
  /// Something cannot be written; nothing was, and the claim stays.
  ///
  /// Reasons: `wrongtype`, `oversize`, `forbidden`, `database`, `malformed`; `put back too often` of a defer.
  case refused(reason: String, detail: String)

  /// Reads the reply.
  public init(_ reader: inout ReplyReader) throws(ReplyError) {
    switch try reader.text() {
    case "ok": self = .ok(sent: try reader.number())
    case "already": self = .already
    case "lost": self = .lost
    case "refused": self = .refused(reason: try reader.text(), detail: try reader.text())
    case let word: throw reader.unreadable(word)
    }
  }
}
