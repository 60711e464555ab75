// The whole of the standard's own test suites.

import Fixtures
import JSONText
import Testing
import WebURL

@Suite struct `The public suites` {
  @Test(.enabled(if: PublicSuite.urls.isPresent, .init(rawValue: PublicSuite.whyNot)))
  func `every URL parses, or fails, as the standard says`() throws {
    let cases = PublicSuite.urls.rows
    var passed = 0
    for testCase in cases {
      let complaint = complaint(about: testCase)
      #expect(
        complaint == nil, "\(testCase["input"]?.string ?? "") after \(testCase["base"]?.string ?? "nothing")")
      if complaint == nil { passed += 1 }
    }
    print("URL suite: \(passed) of \(cases.count) passed")
    #expect(passed == 891)
  }

  @Test(.enabled(if: PublicSuite.domains.isPresent, .init(rawValue: PublicSuite.whyNot)))
  func `every domain becomes ASCII, or fails, as the standard says`() throws {
    let cases = PublicSuite.domains.rows
    var passed = 0
    for testCase in cases {
      let ascii = IDNA.toASCII(testCase["input"]?.string ?? "")
      #expect(ascii == testCase["output"]?.string, "\(testCase["input"]?.string ?? "")")
      if ascii == testCase["output"]?.string { passed += 1 }
    }
    print("IDNA suite: \(passed) of \(cases.count) passed")
    #expect(passed == 87)
  }

  /// What is wrong with the outcome of a case, nil when nothing is.
  private func complaint(about testCase: JSON) -> String? {
    let base = testCase["base"]?.string.map { URL($0) }
    let url: URL?
    switch base {
    case .none: url = URL(testCase["input"]?.string ?? "")
    case .some(.none): url = nil
    case .some(.some(let base)): url = URL(testCase["input"]?.string ?? "", base: base)
    }
    guard let url else { return testCase["failure"] == nil ? "is no URL" : nil }
    if testCase["failure"] != nil { return "is \(url)" }
    let parts: [(String, String)] = [
      ("href", url.href), ("origin", url.origin), ("protocol", url.scheme + ":"), ("username", url.username),
      ("password", url.password), ("host", url.authority), ("hostname", url.hostname),
      ("port", url.port.map { "\($0)" } ?? ""), ("pathname", url.path),
      ("search", url.query.map { $0.isEmpty ? "" : "?" + $0 } ?? ""),
      ("hash", url.fragment.map { $0.isEmpty ? "" : "#" + $0 } ?? ""),
    ]
    for (name, value) in parts {
      if let expected = testCase[name]?.string, expected != value { return "\(name) is \(value)" }
    }
    return url.host?.description ?? "" == url.hostname ? nil : "host is not hostname"
  }
}
