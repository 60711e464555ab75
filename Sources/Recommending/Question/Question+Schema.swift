// The form of the answer, as JSON Schema tells it to the model. A model may stray from it all the same: what comes is
// checked by `Recommendations.init(checking:of:)`, which allows somewhat longer texts than are asked for.

internal import JSONText

extension Question {
  /// The schema of the tool's arguments.
  var schema: JSON {
    let issues: JSON = [
      "type": "array", "minItems": 1, "maxItems": .integer(Recommendation.mostIssues),
      "items": ["type": "string", "enum": JSON(findings.issues.map(\.id))],
      "description": "The ids of the issues that it is about.",
    ]
    let pages: JSON = [
      "type": "array", "maxItems": .integer(Recommendation.mostPages),
      "items": ["type": "integer", "minimum": 1, "maximum": .integer(max(1, findings.pages.count))],
      "description": "The numbers of the pages that it is about.",
    ]
    let effort: JSON = [
      "type": "string", "enum": JSON(Recommendation.Effort.allCases.map(\.rawValue)),
    ]
    let recommendation: JSON = [
      "type": "object", "additionalProperties": false,
      "required": JSON(Recommendation.members.sorted()),
      "properties": [
        "title": Self.text(80, "What to do."), "text": Self.text(500, "What to change, and why it helps."),
        "issues": issues, "pages": pages, "effort": effort,
      ],
    ]
    return [
      "type": "object", "additionalProperties": false, "required": ["recommendations"],
      "properties": [
        "recommendations": [
          "type": "array", "minItems": 1, "maxItems": .integer(Recommendations.most), "items": recommendation,
        ]
      ],
    ]
  }

  private static func text(_ length: Int, _ about: String) -> JSON {
    ["type": "string", "minLength": 1, "maxLength": .integer(length), "description": .string(about)]
  }
}
