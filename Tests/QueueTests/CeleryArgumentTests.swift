// From positional and keyword arguments to the handler's message.

import JSONText
import Queue
import Testing

@Suite struct `Naming arguments` {
  @Test(
    arguments: [
      ([], [:], [:]), ([1], [:], ["a": 1]), ([1, nil], [:], ["a": 1, "b": nil]),
      ([1], ["b": 2], ["a": 1, "b": 2]),
      ([], ["b": nil, "x": 1], ["b": nil, "x": 1]),
      ([["__type__": "date", "__value__": "2020-01-02"]], [:], ["a": "2020-01-02"]),
      ([], ["b": ["__type__": "decimal", "__value__": "1.5"]], ["b": "1.5"]),
    ] as [([JSON], [String: JSON], [String: JSON])])
  func `by the manifest`(positional: [JSON], keywords: [String: JSON], message: [String: JSON]) throws {
    #expect(
      try ArgumentMapping.message(positional: positional, keywords: keywords, names: ["a", "b"], task: "x.f")
        == message)
  }

  @Test(
    arguments: [
      ([1, 2, 3], [:], ["a", "b"], "f() takes 2 positional arguments but 3 were given"),
      ([1, 2], [:], ["a"], "f() takes 1 positional argument but 2 were given"),
      ([1], [:], [], "f() takes 0 positional arguments but 1 was given"),
      ([1, 2], ["b": 1], ["a", "b"], "f() got multiple values for argument 'b'"),
      ([1, 2, 3], ["a": nil, "b": nil], ["a", "b"], "f() got multiple values for argument 'a'"),
    ] as [([JSON], [String: JSON], [String], String)])
  func `or says in Python's words why not`(
    positional: [JSON], keywords: [String: JSON], names: [String], words: String
  ) {
    let error = #expect(throws: ArgumentError.self) {
      try ArgumentMapping.message(
        positional: positional, keywords: keywords, names: names, task: "app.tasks.f")
    }
    #expect(error?.message == words)
    #expect(error?.exception == PythonException("TypeError", [.string(words)], module: "builtins"))
  }
}
