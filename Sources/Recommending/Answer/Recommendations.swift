// What an answer has come to, checked; and the form in which it lies in the database.

public import JSONText

/// Some recommendations, and who gave them.
public struct Recommendations: Hashable, Sendable {
  /// How many there are at most.
  static let most = 5
  /// The schema of ``json``; a member that changes its meaning makes it `/2`.
  public static let schema = "devseo.recommendations/1"

  /// The best first.
  let list: [Recommendation]
  /// The model that wrote them, as the API calls it.
  public internal(set) var model = ""
  /// The API's id of the answer.
  var messageID: String?
  /// How many tokens the question had; nil: the API did not say.
  public internal(set) var inputTokens: Int?
  /// How many tokens the answer had, thoughts included.
  public internal(set) var outputTokens: Int?

  /// How many there are.
  public var count: Int { list.count }

  /// What is stored: `crawl_jobs.recommendations`.
  ///
  /// - Parameter time: Now, in seconds since 1970.
  /// - Returns: An object of schema ``schema``.
  public func json(at time: Double) -> JSON {
    [
      "schema": .string(Self.schema), "author": "ai", "model": .string(model), "message_id": JSON(messageID),
      "created_at": .integer(Int(time)),
      "usage": ["input_tokens": JSON(inputTokens), "output_tokens": JSON(outputTokens)],
      "recommendations": .array(list.map(\.json)),
    ]
  }
}
