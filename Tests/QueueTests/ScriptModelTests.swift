// Random requests of three owners with two slots each, with crashes, repetitions and late arrivals, against a model.

import Queue
import Testing

@Suite struct `Random requests` {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `lose no message, settle each once, and send each follow-up once`(_ seed: UInt64) throws {
    try withScripts { bench, _ in
      var run = ScriptModel(bench: bench, seed: seed)
      for _ in 0..<2000 { try run.step() }
      try run.finish()
    }
  }
}
