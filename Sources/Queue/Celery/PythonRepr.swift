// Values as Python's `repr` shows them: what `argsrepr` and `kwargsrepr` hold and Flower prints as it is.

public import JSONText

/// Python's words for values.
public enum PythonRepr {
  /// The length at which Celery cuts (`argsrepr_maxsize`, 5.6.2).
  public static let limit = 1024

  /// A value as `repr` shows it; members are sorted and the text is cut at ``limit`` characters.
  public static func text(_ value: JSON) -> String {
    cut(repr(value))
  }

  /// Positional arguments as the tuple that Celery shows: `()`, `(1,)`, `(1, 'a')`.
  public static func tuple(_ values: [JSON]) -> String {
    cut("(\(values.map(repr).joined(separator: ", "))\(values.count == 1 ? "," : ""))")
  }

  private static func cut(_ text: String) -> String {
    text.unicodeScalars.count <= limit ? text : "\(String(text.unicodeScalars.prefix(limit - 3)))..."
  }

  private static func repr(_ value: JSON) -> String {
    switch value {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let number): String(number)
    case .hugeInteger(let digits): digits
    case .double(let number): number.isNaN ? "nan" : number.description
    case .string(let text): quoted(text)
    case .array(let elements): "[\(elements.map(repr).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(repr($0.value))" }.joined(separator: ", "))}"
    }
  }

  /// A string in single quotes, or in double ones when it holds only single ones, as CPython does.
  private static func quoted(_ text: String) -> String {
    let quote: Unicode.Scalar =
      text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var shown = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\": shown += ["\\", scalar]
      case "\n": shown += "\\n".unicodeScalars
      case "\r": shown += "\\r".unicodeScalars
      case "\t": shown += "\\t".unicodeScalars
      case _ where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value) || scalar.value == 0xAD:
        let digits = String(scalar.value, radix: 16)
        shown += "\\x\(digits.count < 2 ? "0" : "")\(digits)".unicodeScalars
      default: shown.append(scalar)
      }
    }
    shown.append(quote)
    return String(shown)
  }
}
