// Text to value: the pre-pass makes the text acceptable to jansson, jansson checks and parses it, and
// its tree is copied into values and freed at once.

internal import CJansson

extension JSON {
  /// Reads one JSON value from UTF-8 text.
  ///
  /// Beyond RFC 8259 it takes what Python's `json.dumps` may write: `NaN`, `Infinity`, integers of any
  /// length, numbers too large for a double (they become infinite) and lone surrogates (U+FFFD).
  ///
  /// - Parameter text: The whole text; white space around the value is allowed, anything else is not.
  /// - Throws: ``JSONError`` of code `syntax` with line and column.
  public init(parsing text: some Collection<UInt8>) throws(JSONError) {
    var prepass = PythonDialect(Array(text))
    let bytes = prepass.rewritten()
    var fault = json_error_t()
    let tree = bytes.withUnsafeBytes { raw in
      djson_parse(raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count, &fault)
    }
    guard let tree else { throw JSONError(fault, isEmpty: bytes.allSatisfy(\.isJSONSpace)) }
    defer { djson_release(tree) }
    self = JSON(copying: tree)
  }

  /// Reads one JSON value from a string; see ``init(parsing:)-(some Collection<UInt8>)``.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Copies jansson's tree; its depth is at most 2048 (JSON_PARSER_MAX_DEPTH), so recursion is bounded.
  private init(copying node: UnsafeMutablePointer<json_t>) {
    switch djson_type(node) {
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    case JSON_INTEGER: self = .integer(Int(json_integer_value(node)))
    case JSON_REAL: self = .double(json_real_value(node))
    case JSON_STRING: self = PythonDialect.value(of: text(of: node))
    case JSON_ARRAY:
      self = .array(
        (0..<json_array_size(node)).map { index in
          json_array_get(node, index).map(JSON.init(copying:)) ?? .null
        })
    case JSON_OBJECT:
      var members: [String: JSON] = [:]
      members.reserveCapacity(json_object_size(node))
      var cursor = json_object_iter(node)
      while let place = cursor {
        if let name = json_object_iter_key(place), let value = json_object_iter_value(place) {
          members[String(cString: name)] = JSON(copying: value)
        }
        cursor = json_object_iter_next(node, place)
      }
      self = .object(members)
    default: self = .null
    }
  }
}

private func text(of node: UnsafeMutablePointer<json_t>) -> String {
  let bytes = UnsafeRawBufferPointer(start: json_string_value(node), count: json_string_length(node))
  return String(decoding: bytes, as: UTF8.self)
}

extension JSONError {
  fileprivate init(_ fault: json_error_t, isEmpty: Bool) {
    guard !isEmpty else {
      self.init(.syntax, "the text is empty")
      return
    }
    let said = withUnsafeBytes(of: fault.text) { raw in
      String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
    self.init(.syntax, "\(said) (line \(fault.line), column \(fault.column))")
  }
}
