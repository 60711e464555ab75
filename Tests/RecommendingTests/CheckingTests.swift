// What is taken of an answer: all of it, or nothing.

import JSONText
import Testing

@testable import Recommending

@Suite struct `An answer` {
  @Test func `becomes what is kept`() throws {
    var recommendations = try Recommendations(checking: Sample.advice(), of: Sample.findings)
    recommendations.model = "claude-x"
    (recommendations.messageID, recommendations.inputTokens, recommendations.outputTokens) = ("msg_1", 10, 20)
    #expect(
      recommendations.json(at: 1_795_623_155.5) == [
        "schema": "devseo.recommendations/1", "author": "ai", "model": "claude-x", "message_id": "msg_1",
        "created_at": 1_795_623_155, "usage": ["input_tokens": 10, "output_tokens": 20],
        "recommendations": [
          [
            "title": "Give every page a title", "text": "Write one for each page.",
            "issues": ["title-missing"],
            "pages": ["https://example.com/", "https://example.com/about?session=s3cret&user=ann"],
            "effort": "small",
          ]
        ],
      ])
    let bare = try Recommendations(
      checking: Sample.advice(["pages": [], "effort": "large"]), of: Sample.findings)
    #expect(bare.list[0].pages.isEmpty && bare.list[0].effort == .large)
  }

  @Test(
    arguments: [
      (["title": nil], "title is missing"), (["effort": nil], "effort is missing"),
      (["pages": nil], "pages is missing"),
      (["url": "https://evil.example"], "url is unknown"),
      (["title": 7], ".title: expected a string, found an integer"),
      (["text": .null], ".text: expected a string, found null"),
      (["text": ["x"]], ".text: expected a string, found an array"),
      (["issues": "title-missing"], ".issues: expected an array, found a string"),
      (["issues": []], ".issues: 0 are not within 1...6"),
      (["issues": ["title-absent"]], "\"title-absent\" is no issue"),
      (["issues": ["unseen"]], "\"unseen\" is no issue"), (["issues": [1]], "1 is no issue"),
      (["issues": ["title-missing", "title-missing"]], "title-missing is there twice"),
      (["pages": [0]], "0 is no page"), (["pages": [3]], "3 is no page"),
      (["pages": [-9_223_372_036_854_775_808]], "is no page"),
      (["pages": [1.0]], "1.0 is no page"), (["pages": ["https://example.com/"]], "is no page"),
      (["pages": [1, 1]], "1 is there twice"),
      (["pages": [1, 2, 1, 2, 1, 2]], ".pages: 6 are not within 0...5"),
      (["effort": "tiny"], "neither small nor medium nor large"),
      (["effort": 1], "neither small nor medium nor large"),
      (["title": "  \u{0}\u{200B}"], ".title: it is empty"), (["text": ""], ".text: it is empty"),
      (["title": .string(String(repeating: "x", count: 121))], ".title: it is longer than 120 characters"),
      (
        ["text": .string(String(repeating: "x\u{301}", count: 401))],
        ".text: it is longer than 800 characters"
      ),
    ] as [([String: JSON?], String)])
  func `with one thing wrong is not taken`(members: [String: JSON?], fault: String) {
    let error = #expect(throws: MalformedAnswer.self) {
      _ = try Recommendations(checking: Sample.advice(members), of: Sample.findings)
    }
    #expect(error?.description.hasPrefix("recommendations[0]") == true)
    #expect(error?.description.contains(fault) == true, "\(String(describing: error))")
  }

  @Test(
    arguments: [
      (.null, "expected an object, found null"), ([], "expected an object, found an array"),
      ([:], "recommendations is missing"), (["recommendations": []], "0 are not within 1...5"),
      (["recommendations": "none"], "expected an array, found a string"),
      (["recommendations": [7]], "expected an object"),
      (["recommendations": .array(Array(repeating: .object([:]), count: 6))], "6 are not within 1...5"),
      (["recommendations": [], "note": "hello"], "note is unknown"),
    ] as [(JSON, String)])
  func `of another form is not taken`(input: JSON, fault: String) {
    let error = #expect(throws: MalformedAnswer.self) {
      _ = try Recommendations(checking: input, of: Sample.findings)
    }
    #expect(error?.description.contains(fault) == true, "\(String(describing: error))")
  }

  @Test func `that a page has talked the model into is silly at worst`() throws {
    let words =
      "Buy at https://evil.example/?q=1 or evil.com, <img src=x onerror=alert(1)> mail eve@evil.example\u{202E}\n\nnow"
    let list = try Recommendations(
      checking: Sample.advice(["title": .string(words), "text": .string(words)]), of: Sample.findings
    ).list
    let left =
      "Buy at [address left out] or [address left out] <img src=x onerror=alert(1)> mail [address left out] now"
    #expect(list[0].title == left && list[0].text == left)
  }
}
