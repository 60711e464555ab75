// `devseo url`: the public suites through the command line, and what is said of lines that are none.

import Fixtures
import JSONText
import Processes
import Testing

@Suite struct `Parsing URLs` {
  @Test func `of arguments`() throws {
    let ended = try runProgram(
      devseo, arguments: ["url", "HTTP://EXAMPLE.com:80/a/../b c", "//x", "http://a b/"])
    #expect(ended.outputText == "http://example.com/b%20c\n")
    #expect(ended.errorText == "cannot parse //x: it is no URL\ncannot parse http://a b/: it is no URL\n")
    #expect(ended.status == .exited(1))
    let based = try runProgram(
      devseo, arguments: ["url", "--base", "https://example.com/a/", "--json", "../b?c", "http://["])
    #expect(based.outputText == "{\"href\":\"https://example.com/b?c\"}\n{\"href\":null}\n")
  }

  @Test func `of lines`() throws {
    let (answers, ended) = try ask(
      "url",
      """
      {"input": "../b", "base": "https://example.com/a/c"}
      {"input": "x", "base": null}

      {"op": "idna", "input": "bücher.example"}
      {"op": "idna", "input": "xn--a.ß"}
      """)
    #expect(
      answers == [
        "{\"href\":\"https://example.com/b\"}", "{\"href\":null}", "{\"ascii\":\"xn--bcher-kva.example\"}",
        "{\"ascii\":null}",
      ])
    #expect(ended.status == .exited(0))
    #expect(ended.errors.isEmpty)
  }

  @Test func `loses nothing beside lines that cannot be answered`() throws {
    let (answers, ended) = try ask(
      "url",
      "nonsense\n[]\n{}\n{\"input\": 1}\n{\"input\": \"a:b\", \"op\": \"x\"}\n{\"input\": \"a:b\", \"base\": 1}\n"
        + "{\"input\": \"a:b\"}\n")
    #expect(answers.count == 7)
    #expect(answers.last == "{\"href\":\"a:b\"}")
    #expect(answers.dropLast().allSatisfy { $0.hasPrefix("{\"error\":\"") })
    #expect(answers[2] == "{\"error\":\"\\\"input\\\" is missing\"}")
    #expect(ended.status == .exited(65))
    #expect(ended.errorText == "cannot answer 6 of the lines: see \"error\" in their answers\n")
  }

  @Test(.enabled(if: PublicSuite.urls.isPresent, .init(rawValue: PublicSuite.whyNot)))
  func `does as the standard's suite says`() throws {
    let cases = PublicSuite.urls.rows
    let (answers, ended) = try ask(
      "url",
      cases.map { JSON.object(["input": $0["input"] ?? .null, "base": $0["base"] ?? .null]).description }
        .joined(separator: "\n"))
    let expected = cases.map { testCase in
      JSON.object(["href": testCase["failure"] == nil ? testCase["href"] ?? .null : .null]).description
    }
    #expect(zip(answers, expected).count { $0 == $1 } == 891)
    #expect(answers == expected)
    #expect(ended.status == .exited(0))
  }

  @Test(.enabled(if: PublicSuite.domains.isPresent, .init(rawValue: PublicSuite.whyNot)))
  func `does with domains as the standard's suite says`() throws {
    let cases = PublicSuite.domains.rows
    let (answers, ended) = try ask(
      "url",
      cases.map { JSON.object(["op": "idna", "input": $0["input"] ?? .null]).description }.joined(
        separator: "\n"))
    let expected = cases.map { JSON.object(["ascii": $0["output"] ?? .null]).description }
    #expect(zip(answers, expected).count { $0 == $1 } == 87)
    #expect(answers == expected)
    #expect(ended.status == .exited(0))
  }
}

/// Runs a command that answers the lines of its stdin.
func ask(_ command: String, _ lines: String) throws -> (answers: [String], ended: Ended) {
  let ended = try runProgram(devseo, arguments: [command], input: Array(lines.utf8))
  return (ended.outputText.split(separator: "\n").map(String.init), ended)
}
