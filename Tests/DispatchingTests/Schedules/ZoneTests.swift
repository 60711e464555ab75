// Zones are read as Python reads them, from the same files, into the far future.

import Fixtures
import Processes
import Testing

@testable import Dispatching

@Suite struct `A time zone` {
  /// Prints `name moment offset` for moments of all zones, ever the same ones.
  private static let script = """
    import datetime, random, zoneinfo
    chance = random.Random(7)
    for name in sorted(zoneinfo.available_timezones()):
      zone = zoneinfo.ZoneInfo(name)
      for _ in range(120):
        moment = chance.randrange(-2_000_000_000, 6_000_000_000)
        there = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).astimezone(zone)
        print(name, moment, int(there.utcoffset().total_seconds()))
    """

  @Test func `has the offsets that Python has, in the past and for a century to come`() throws {
    let told = try runProgram("/usr/bin/python3", arguments: ["-c", Self.script])
    var zone: (name: Substring, value: Zone) = ("", .utc)
    var (count, names) = (0, 0)
    for line in told.outputText.split(separator: "\n") {
      let words = line.split(separator: " ")
      if zone.name != words[0] {
        zone = (words[0], try Zone(named: String(words[0])))
        names += 1
      }
      let moment = try #require(Int64(words[1]))
      if zone.value.period(at: moment).offset != Int64(words[2]) {
        Issue.record("\(line): here \(zone.value.period(at: moment))")
      }
      count += 1
    }
    #expect(names > 300 && count == names * 120)
  }

  /// Newer systems write files that end with the present and leave the rest to the rule.
  @Test func `follows the rule at the end of its file`() throws {
    let rule = try #require(ZoneRule(Array("CET-1CEST,M3.5.0,M10.5.0/3".utf8)))
    let slim = Zone(firstOffset: 3600, changes: [Zone.Change(at: 846_378_000, offset: 3600)], rule: rule)
    let whole = try Zone(named: "Europe/Berlin")
    for moment in stride(from: Int64(850_000_000), to: 6_000_000_000, by: 1_234_567) {
      #expect(slim.period(at: moment) == whole.period(at: moment))
    }
    // South of the equator summer goes over the end of the year; in Ireland winter is the other time.
    let south = Zone(firstOffset: 0, changes: [], rule: ZoneRule(Array("AEST-10AEDT,M10.1.0,M4.1.0/3".utf8)))
    #expect(south.period(at: 1_767_225_600).offset == 39_600)
    let ireland = Zone(firstOffset: 0, changes: [], rule: ZoneRule(Array("IST-1GMT0,M10.5.0,M3.5.0/1".utf8)))
    #expect(ireland.period(at: 1_767_225_600).offset == 0 && ireland.period(at: 1_783_000_000).offset == 3600)
  }

  @Test(arguments: ["<+0530>-5:30", "UTC0", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "XXX3YYY,J60/2,300", "A1"])
  func `reads rules of every form, or refuses them`(_ text: String) {
    #expect((ZoneRule(Array(text.utf8)) != nil) == (text != "A1"))
  }

  @Test func `is not to be found, or is no zone, in so many words`() throws {
    let unknown = #expect(throws: UnknownZone.self) { try Zone(named: "Europe/Berlim") }
    #expect(unknown?.description == "there is no time zone Europe/Berlim in /usr/share/zoneinfo")
    let strange = #expect(throws: UnknownZone.self) { try Zone(named: "tzdata.zi") }
    #expect(strange?.description == "/usr/share/zoneinfo/tzdata.zi is no time zone that can be read")
    let whole = try contents(of: "/usr/share/zoneinfo/Europe/Berlin")
    #expect(Zone(parsing: whole) != nil)
    // However it was cut, or whatever a byte became: no crash.
    for count in 0..<whole.count - 40 { #expect(Zone(parsing: Array(whole[..<count])) == nil) }
    for place in whole.indices {
      var other = whole
      other[place] ^= 0xFF
      _ = Zone(parsing: other)?.period(at: 1_800_000_000)
    }
  }

  @Test func `needs no file for UTC`() throws { #expect(try Zone(named: "UTC") == .utc) }
}
