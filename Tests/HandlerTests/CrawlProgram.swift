// crawl-handler as it is run: a message, some settings, perhaps a server that may be crawled.

import Fixtures
import JSONText

/// The crawler as an executable.
enum CrawlProgram {
  static let path = builtProduct("crawl-handler")

  /// Runs it with a message; with a server, that one is allowed.
  static func run(
    _ message: String, _ arguments: [String] = [], allowing server: LoopbackServer? = nil,
    environment: [String: String] = [:]
  ) throws -> Ended {
    var variables = environment
    if let server { variables["CRAWL_ALLOW_NETWORKS"] = server.authority }
    return try runProgram(
      path, arguments: arguments, input: Array(message.utf8), environment: variables, events: true)
  }

  /// Runs it on a server.
  static func crawl(
    _ server: LoopbackServer, maxPages: Int = 100, _ arguments: [String] = [],
    environment: [String: String] = [:]
  ) throws -> Ended {
    try run(message(server, maxPages: maxPages), arguments, allowing: server, environment: environment)
  }

  static func message(_ server: LoopbackServer, maxPages: Int = 100) -> String {
    #"{"website_domain": "\#(server.url())", "max_pages": \#(maxPages)}"#
  }

  /// A message that names a website.
  static func message(_ domain: String) -> String {
    JSON.object(["website_domain": .string(domain)]).description
  }
}

extension LoopbackServer.Answer {
  /// An HTML page with these elements in its body.
  static func page(_ body: String, head: String = "") -> Self {
    .html(
      "<!doctype html><html lang=en><head><title>A page of the test site</title>\(head)</head><body>\(body)")
  }
}
