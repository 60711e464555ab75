// Does nothing: measures what a task costs before it does anything, and proves that a queue is served.

import HandlerKit
import JSONText

@main struct Noop: Handler {
  static let usage = Usage(
    name: "noop-handler", about: "Does nothing and returns what it was given.",
    parameters: [
      Parameter(
        "echo", .text, about: "Any text; it comes back in the result.", isRequired: false, example: "ping")
    ])

  struct Message: Decodable {
    var echo: String?
  }

  func run(_ message: Message, _ invocation: Invocation) -> JSON {
    ["echo": JSON(message.echo)]
  }
}
