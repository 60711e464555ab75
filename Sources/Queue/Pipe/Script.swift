// A Lua script as a value. Redis names it by the SHA-1 of its text, which the pipe learns from Redis when it loads it.

/// A script that Redis runs.
public struct Script: Hashable, Sendable {
  /// What it is called here; scripts of one pipe have different names.
  public var name: String

  /// Its Lua in parts: what several scripts have in common lies in memory once.
  public var parts: [[UInt8]]

  /// Its Lua.
  public var text: [UInt8] { Array(parts.joined()) }

  /// Makes a script; embedded files come as bytes.
  public init(name: String, text: [UInt8]) { self.init(name: name, parts: [text]) }

  /// Makes a script of parts, one behind the other.
  public init(name: String, parts: [[UInt8]]) {
    self.name = name
    self.parts = parts
  }
}
