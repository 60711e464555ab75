// REDIS_URL in all the forms that Celery's users write it, and what becomes of it in redis-cli's arguments.

import Testing

@testable import Queue

@Suite struct `The address of Redis` {
  @Test(arguments: [
    ("redis://", "-h localhost -p 6379 -n 0", nil),
    ("redis://cache", "-h cache -p 6379 -n 0", nil),
    ("redis://cache:6380/2", "-h cache -p 6380 -n 2", nil),
    ("REDIS://cache/", "-h cache -p 6379 -n 0", nil),
    ("redis://:pw@cache/2", "-h cache -p 6379 -n 2 --askpass", "pw"),
    ("redis://ann:pw@cache/2", "-h cache -p 6379 -n 2 --user ann --askpass", "pw"),
    ("redis://ann@cache", "-h cache -p 6379 -n 0 --user ann --askpass", ""),
    ("redis://:p%40%2F%3a%25@cache", "-h cache -p 6379 -n 0 --askpass", "p@/:%"),
    ("redis://:p@w:x@cache", "-h cache -p 6379 -n 0 --askpass", "p@w:x"),
    ("redis://:50%@cache", "-h cache -p 6379 -n 0 --askpass", "50%"),
    ("redis://:%+1@cache", "-h cache -p 6379 -n 0 --askpass", "%+1"),
    ("redis://[::1]:6380/1", "-h ::1 -p 6380 -n 1", nil),
    ("redis://[::1]", "-h ::1 -p 6379 -n 0", nil),
    ("redis://cache?db=4&socket_timeout=5", "-h cache -p 6379 -n 4", nil),
    ("redis://cache/4?db=4", "-h cache -p 6379 -n 4", nil),
    ("unix:///run/redis.sock", "-s /run/redis.sock -n 0", nil),
    ("unix:///run/redis.sock?db=1&password=a%26b+c", "-s /run/redis.sock -n 1 --askpass", "a&b c"),
    ("unix://ann:pw@/run/redis.sock?db=1", "-s /run/redis.sock -n 1 --user ann --askpass", "pw"),
    ("redis+socket:///run/my%20redis.sock?virtual_host=1", "-s /run/my redis.sock -n 1", nil),
    ("redis+socket:///run/redis.sock?virtual_host=/1", "-s /run/redis.sock -n 1", nil),
    (
      "rediss://:pw@cache:6380/0?ssl_cert_reqs=required&ssl_ca_certs=/etc/ca.pem",
      "-h cache -p 6380 -n 0 --askpass --tls --cacert /etc/ca.pem", "pw"
    ),
  ])
  func `is told to redis-cli without the password`(url: String, arguments: String, password: String?) throws {
    let address = try RedisAddress(parsing: url)
    #expect(address.arguments.joined(separator: " ") == arguments)
    #expect(address.password.map { String(decoding: $0, as: UTF8.self) } == password)
  }

  @Test(arguments: [
    ("", "it does not begin with redis://, rediss://, unix:// or redis+socket://"),
    ("localhost:6379", "it does not begin with redis://, rediss://, unix:// or redis+socket://"),
    ("amqp://x", "amqp:// is none of redis://, rediss://, unix:// and redis+socket://"),
    ("redis://:p#w@cache", "a # is to be written %23"),
    ("redis://cache:0", "its port is no number from 1 to 65535"),
    ("redis://cache:65536", "its port is no number from 1 to 65535"),
    ("redis://:p/w@cache", "its port is no number from 1 to 65535"),
    ("redis://::1", "an IPv6 address is written in brackets"),
    ("redis://cache/one", "its database is no number"),
    ("redis://cache/-1", "its database is no number"),
    ("redis://cache/1?db=2", "it names two databases"),
    ("redis://:a%0Ab@cache", "redis-cli takes no password with a line end or a NUL in it"),
    ("redis://a%00b", "its host is no text"),
    ("unix://run/redis.sock", "a socket is written unix:///path"),
    ("redis+socket://", "a socket is written redis+socket:///path"),
    (
      "rediss://cache",
      "redis-cli does not compare a certificate with the host's name, so rediss:// is safe only with a private "
        + "certificate authority: add ?ssl_ca_certs=FILE, or use unix:// or a tunnel"
    ),
  ])
  func `is refused without repeating it`(url: String, reason: String) {
    let refusal = PipeError(.configuration, "cannot use the URL of Redis: \(reason)")
    #expect(throws: refusal) { try RedisAddress(parsing: url) }
  }

  @Test func `shows no password, however it is printed`() throws {
    let address = try RedisAddress(parsing: "redis://ann:swordfish@[::1]/2")
    #expect("\(address)" == "redis://ann:***@[::1]:6379/2")
    var dumped = ""
    dump(address, to: &dumped)
    for text in ["\(address)", String(reflecting: address), String(reflecting: [address]), dumped] {
      #expect(!text.contains("swordfish") && !text.contains("115"))
    }
    let socket = try RedisAddress(parsing: "unix:///run/redis.sock?db=1&password=swordfish")
    #expect("\(socket)" == "unix://:***@/run/redis.sock?db=1")
  }

  @Test(arguments: [
    ("redis-cli 7.0.15\n", nil), ("redis-cli 7.4.1 (git:abc)\n", nil), ("valkey-cli 8.1.1\n", nil),
    ("redis-cli 6.2.14\n", "it is of version 6.2.14, and 7.0 is the oldest that will do"),
    ("redis-cli 10.0", nil), ("", "it does not tell its version: "),
    ("hello\u{1}", "it does not tell its version: hello?"),
  ])
  func `is visited by a redis-cli that is new enough`(version: String, refusal: String?) {
    #expect(RedisCLI.refusal(ofVersion: version) == refusal)
  }
}
