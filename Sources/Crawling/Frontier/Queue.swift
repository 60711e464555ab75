// First in, first out, without moving what waits.

/// A queue of positions.
struct Queue {
  private var elements: [Int] = []
  private var start = 0

  init(_ elements: [Int] = []) { self.elements = elements }

  var count: Int { elements.count - start }
  var isEmpty: Bool { count == 0 }
  var first: Int? { isEmpty ? nil : elements[start] }

  mutating func append(_ element: Int) { elements.append(element) }

  mutating func removeFirst() {
    start += 1
    guard start > 1_024, start > elements.count / 2 else { return }
    elements.removeFirst(start)
    start = 0
  }
}
