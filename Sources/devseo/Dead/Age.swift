// A span of time as people write it.

internal import ArgumentParser

/// A whole number and its unit: `90s`, `15m`, `12h`, `30d`.
struct Age: ExpressibleByArgument {
  /// The span in seconds.
  let seconds: Int64

  init?(argument: String) {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let last = argument.last, let unit = units[last], let number = Int64(argument.dropLast()),
      (0...36_500).contains(number / (86_400 / unit)), number >= 0
    else { return nil }
    seconds = number * unit
  }
}
