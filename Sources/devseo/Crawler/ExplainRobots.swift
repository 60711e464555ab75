// `devseo robots`: whether robots.txt lets a crawler in, and which line says so.

internal import ArgumentParser
internal import Crawling
internal import JSONText
internal import Queue
internal import Runtime
internal import WebURL

/// Explains what robots.txt allows.
struct ExplainRobots: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robots",
    abstract: "Tells what robots.txt allows, and which line says so.",
    discussion: """
      Examples:
        devseo robots --agent Googlebot https://example.com/a https://example.com/b
        echo '{"robots": "user-agent: *\\ndisallow: /a", "url": "/a/b", "agent": "Googlebot"}' | devseo robots

      With URLs the robots.txt of each is fetched as the crawler does it: public addresses only and those of \
      CRAWL_ALLOW_NETWORKS, redirects followed, under the name of CRAWL_USER_AGENT. A file that is missing allows \
      everything, one whose server fails nothing (RFC 9309).

      Without URLs each line of stdin is a JSON object: "robots", or "robots_b64" for bytes that are no text, "url" and \
      "agent". The answer is {"allowed": true or false, "rule": ..., "line": ...}, as Google's matcher has it; "rule" \
      and "line" are null when no rule matches. There "url" is taken as it is: what is not ASCII has to be escaped. A \
      line that cannot be answered gets {"error": ...}, and does not keep the others from being answered.

      Exit codes: 0 all may be requested, or all lines were answered · 1 some URL may not · 65 a URL is none, or a \
      line could not be answered · 78 a setting cannot be used.
      """)

  @Flag(help: "Print JSON for machines, one line for each URL.")
  var json = false

  @Option(help: ArgumentHelp("The crawler's name in robots.txt.", valueName: "name"))
  var agent = "DevSEOBot"

  @Argument(help: ArgumentHelp("What is to be requested; without any, stdin is read.", valueName: "url"))
  var urls: [String] = []

  func run() throws {
    guard !urls.isEmpty else { return try LineService.run(Self.answer) }
    let lookup = try Self.lookup()
    var areAllAllowed = true
    var refused: [String] = []
    for (number, text) in urls.enumerated() {
      do throws(CrawlError) {
        guard let url = URL(text) else { throw .malformed(text.safe(), "it is no URL") }
        let report = RobotsReport(url, agent, try lookup.answer(for: url))
        areAllAllowed = areAllAllowed && report.decision.allows
        if json {
          Terminal.say(report.json.description)
        } else {
          if number > 0 { Terminal.say("") }
          for line in report.lines { Terminal.say(line) }
        }
      } catch {
        refused.append("\(error)")
        if json { Terminal.say(JSON.object(["error": .string("\(error)")]).description) }
      }
    }
    if !refused.isEmpty { throw Failure(.data, refused.joined(separator: "\n")) }
    if !areAllAllowed { throw Failure(.negative, "") }
  }

  private static func lookup() throws(Failure) -> RobotsLookup {
    var policy = CrawlPolicy(maxPages: 1)
    if let name = Environment.value(of: "CRAWL_USER_AGENT") {
      guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
        throw Failure(.configuration, "cannot use CRAWL_USER_AGENT: it holds a control character")
      }
      policy.userAgent = name
    }
    do throws(CrawlSettingError) {
      let egress = try CrawlEgress(allowing: Environment.value(of: "CRAWL_ALLOW_NETWORKS"))
      return RobotsLookup(policy: policy, egress: egress)
    } catch {
      throw Failure(.configuration, "cannot use CRAWL_ALLOW_NETWORKS: \(error)")
    }
  }

  private static func answer(_ question: JSON) throws(LineService.Refusal) -> JSON {
    let file = try file(of: question)
    let decision = Robots(file).decision(onText: try question.text("url"), agent: try question.text("agent"))
    return ["allowed": .bool(decision.allows), "rule": JSON(decision.rule), "line": JSON(decision.line)]
  }

  private static func file(of question: JSON) throws(LineService.Refusal) -> [UInt8] {
    guard question["robots_b64"] != nil else { return Array(try question.text("robots").utf8) }
    guard question["robots"] == nil else {
      throw LineService.Refusal("both \"robots\" and \"robots_b64\" are given")
    }
    guard let bytes = Base64.decoded(try question.text("robots_b64").utf8) else {
      throw LineService.Refusal("\"robots_b64\" is no base64")
    }
    return bytes
  }
}
