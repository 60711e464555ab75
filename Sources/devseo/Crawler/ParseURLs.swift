// `devseo url`: what the crawler makes of texts that may be URLs.

internal import ArgumentParser
internal import JSONText
internal import Runtime
internal import WebURL

/// Parses URLs and domain names as browsers do.
struct ParseURLs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "url",
    abstract: "Parses URLs and domain names as browsers do.",
    discussion: """
      Examples:
        devseo url 'HTTP://EXAMPLE.com:80/a/../b c'
        devseo url --base https://example.com/a/ '../b?c'
        echo '{"input": "../b", "base": "https://example.com/a/c"}' | devseo url
        echo '{"op": "idna", "input": "bücher.example"}' | devseo url

      Without arguments each line of stdin is a JSON object: "input", and "base" unless the input is absolute. The \
      answer is {"href": ...}, null for what is no URL (WHATWG URL Standard); with "op": "idna" it is \
      {"ascii": ...}, null for what is no domain name (UTS 46). A line that cannot be answered gets {"error": ...}, \
      and does not keep the others from being answered.

      Exit codes: 0 all were answered · 1 an argument is no URL · 65 a line could not be answered.
      """)

  @Flag(help: "Print JSON for machines, as for lines of stdin.")
  var json = false

  @Option(help: ArgumentHelp("What relative URLs are relative to.", valueName: "url"))
  var base: String?

  @Argument(help: ArgumentHelp("What to parse; without any, stdin is read.", valueName: "text"))
  var texts: [String] = []

  func run() throws {
    guard !texts.isEmpty else { return try LineService.run(Self.answer) }
    var areAllURLs = true
    for text in texts {
      let href = Self.href(text, base: base)
      areAllURLs = areAllURLs && href != nil
      if json {
        Terminal.say(JSON.object(["href": JSON(href)]).description)
      } else if let href {
        Terminal.say(href)
      } else {
        Terminal.complain("cannot parse \(text.safe()): it is no URL")
      }
    }
    if !areAllURLs { throw Failure(.negative, "") }
  }

  private static func answer(_ question: JSON) throws(LineService.Refusal) -> JSON {
    let input = try question.text("input")
    switch question["op"]?.string ?? "url" {
    case "idna": return ["ascii": JSON(IDNA.toASCII(input))]
    case "url":
      guard let base = question["base"], !base.isNull else { return ["href": JSON(href(input, base: nil))] }
      guard let text = base.string else { throw LineService.Refusal("\"base\" is no text") }
      return ["href": JSON(href(input, base: text))]
    default: throw LineService.Refusal("\"op\" is neither \"url\" nor \"idna\"")
    }
  }

  /// The URL as it is written properly; nil when it, or its base, is none.
  private static func href(_ text: String, base: String?) -> String? {
    guard let base else { return URL(text)?.href }
    return URL(base).flatMap { URL(text, base: $0) }?.href
  }
}
