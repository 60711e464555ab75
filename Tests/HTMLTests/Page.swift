// What the tests write instead of whole pages, and the notation they expect trees in.

import Glibc
import HTML

/// The document of a source.
func document(_ source: String) -> Document { Document(Array(source.utf8)) }

/// The first element of a name, whatever its namespace.
func first(_ name: String, in document: Document) -> Element? {
  document.elements.first { $0.name == name }
}

/// What lies below an element, as `p(b("x") "y")`.
func shape(_ element: Element?) -> String {
  guard let element else { return "nothing" }
  return element.nodes.map { node in
    switch node {
    case .text(let text): "\"\(text)\""
    case .element(let child):
      child.nodes.contains { _ in true } ? "\(child.name)(\(shape(child)))" : child.name
    }
  }.joined(separator: " ")
}

/// The CPU time of this thread while something is done.
func processorTime(of work: () -> Void) -> Duration {
  let start = processorTime()
  work()
  return processorTime() - start
}

private func processorTime() -> Duration {
  var now = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
  return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
}
