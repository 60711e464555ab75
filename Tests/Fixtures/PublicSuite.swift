// The public conformance suites, which lie beside a checkout, in ../shared/testdata, and not in it.

public import JSONText

/// A suite that others wrote, and that a test runs when it is there.
public struct PublicSuite: Sendable {
  /// Its rows: the texts between them are comments, and left out.
  public let rows: [JSON]

  /// The URLs of the Web Platform Tests, each with what it parses to.
  public static let urls = PublicSuite("urltestdata.json")
  /// The domains of the Web Platform Tests, each with its ASCII form.
  public static let domains = PublicSuite("toascii.json")
  /// Expectations of robots.txt, all of which Google's own matcher fulfils.
  public static let robots = PublicSuite("robots-spec.jsonl")

  /// Why a suite is skipped.
  public static let whyNot = "the public suites are not beside this checkout"

  /// Whether it is there.
  public var isPresent: Bool { !rows.isEmpty }

  private init(_ file: String) {
    let bytes = (try? contents(of: projectFile("../shared/testdata/" + file))) ?? []
    guard file.hasSuffix(".jsonl") else {
      rows = ((try? JSON(parsing: bytes))?.array ?? []).filter { $0.object != nil }
      return
    }
    // A line that is no JSON stays a row, so that a test can miss it.
    rows = bytes.split(separator: UInt8(ascii: "\n")).map { (try? JSON(parsing: Array($0))) ?? .null }
  }
}
