// The first exchange with every new redis-cli: it proves that requests reach the right database and come back, and
// tells what server that is. The script writes nothing, so it runs on a replica and without memory too.

/// What a server says of itself.
public struct Greeting: Hashable, Sendable {
  /// The content of `devseo:ver`, the version of our keys' layout; nil: this database has none.
  public var layout: [UInt8]?

  /// Such as `7.0.15`; this and the rest are empty when the user may not run INFO.
  public var redisVersion: String

  /// `1` in Redis Cluster.
  public var clusterEnabled: String

  /// `master` or `slave`.
  public var role: String

  /// Such as `noeviction`.
  public var maxmemoryPolicy: String

  /// `1` when every write goes to an append-only file.
  public var appendOnly: String

  /// Reads what ``script`` returned after the id; nil when that is something else.
  init?(_ values: [ReplyValue]) {
    let texts = values.dropFirst().compactMap(\.string)
    guard values.count == 6, texts.count == 5, values[0].isNull || values[0].bytes != nil else { return nil }
    layout = values[0].bytes
    (redisVersion, clusterEnabled, role, maxmemoryPolicy, appendOnly) = (
      texts[0], texts[1], texts[2], texts[3], texts[4]
    )
  }

  static let clusterRefusal = """
    it is a Redis Cluster, whose nodes cannot change several lists at once; use a stand-alone server, or a \
    primary with replicas
    """

  /// Why this server cannot be used; nil: it can.
  var refusal: String? {
    if clusterEnabled == "1" { return Self.clusterRefusal }
    let major = redisVersion.prefix { $0 != "." }
    guard let number = Int(major), number < 7 else { return nil }
    return "it is Redis \(redisVersion), and 7.0 is the oldest that will do"
  }

  /// The script; `KEYS[1]` is the key of the layout's version.
  static let script = Script(
    name: "hello",
    text: Array(
      """
      if ARGV[#ARGV] ~= "." then return redis.error_reply("TRUNCATED the request was cut") end
      local info = redis.pcall("INFO")
      if type(info) ~= "string" then info = "" end
      local function setting(name) return string.match(info, "\\n" .. name .. ":([^\\r\\n]*)") or "" end
      return {
        ARGV[1], redis.call("GET", KEYS[1]), setting("redis_version"), setting("cluster_enabled"),
        setting("role"), setting("maxmemory_policy"), setting("aof_enabled"),
      }
      """.utf8))
}
