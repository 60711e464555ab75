// Messages that our own writer does not write.

import Dispatching
import JSONText
import Queue

/// Rows as Celery's clients put them into lists.
enum Envelopes {
  /// `t.apply_async((None, 50), {"c": True})`.
  static var positional: [UInt8] {
    let body = Base64.encoded(Array(#"[[null, 50], {"c": true}, {}]"#.utf8))
    let row: JSON = [
      "body": .string(String(decoding: body, as: UTF8.self)), "content-encoding": "utf-8",
      "content-type": "application/json", "headers": ["lang": "py", "task": "t", "id": "id-1"],
      "properties": ["body_encoding": "base64", "delivery_tag": "tag", "delivery_info": [:]],
    ]
    return row.bytes()
  }
}
