// swift-tools-version: 6.2
// The targets, one line each, in layers from C up to the executables. Arrows go down only; what each
// target may import is the table of docs/architecture.md, and `make lint` refuses anything else.

import PackageDescription

let package = Package(
  name: "devseo-tasks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
  ],
  targets: [
    // C: one module map and one header of inline shims each; CSystem is the only C source.
    system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    system("CGumbo", pkgConfig: "gumbo", apt: "libgumbo-dev"),
    system("CJansson", pkgConfig: "jansson", apt: "libjansson-dev"),
    system("CPSL", pkgConfig: "libpsl", apt: "libpsl-dev"),
    system("CPQ", pkgConfig: "libpq", apt: "libpq-dev"),
    system("CExpat", pkgConfig: "expat", apt: "libexpat1-dev"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
    .target(name: "CSystem"),

    // What the URLs of Redis and of PostgreSQL have in common.
    library("ServerURL"),

    // Wrappers: the only Swift that sees a C type or a pointer.
    wrapper("JSONText", over: "CJansson"),
    wrapper("WebURL", over: "CPSL"),
    wrapper("HTML", over: "CGumbo"),
    wrapper("XML", over: "CExpat"),
    wrapper("Gzip", over: "CZlib"),
    wrapper("Transfer", over: "CCurl", and: "WebURL"),
    wrapper("Postgres", over: "CPQ", and: "ServerURL", "JSONText"),
    wrapper("Processes", over: "CSystem"),

    // What every program of ours gets from the machine: settings, log and status line, text that is safe to show.
    wrapper("Runtime", over: "CSystem", and: "JSONText", logging: true),

    // The contract between dispatcher and handlers, and the main loop of a handler. Handlers touch the queue only when
    // they send follow-ups by themselves: without a dispatcher.
    library("Messages", "JSONText"),
    wrapper("HandlerKit", over: "Runtime", and: "Queue", "Messages", "JSONText", logging: true),

    // Celery's lists in Redis, through redis-cli; the scripts are compiled in.
    wrapper(
      "Queue", over: "Processes", and: "CZlib", "CZstd", "Messages", "ServerURL", "JSONText",
      embedding: "Scripts"),

    // The dispatcher: a pure state machine, and the loop that executes its actions.
    wrapper("Dispatching", over: "Processes", and: "Queue", "Messages", "Runtime", "JSONText", logging: true),

    // The domain: what a page says, what is wrong with it, how a site is read, how it is told.
    library("Auditing", "HTML", "WebURL", "JSONText"),
    library("Crawling", "Auditing", "Transfer", "HTML", "XML", "Gzip", "WebURL", "JSONText"),
    library("Reporting", "Auditing", "JSONText"),

    // HTML that escapes what is put into it; hashes; mails, and the ways they go.
    library("Markup"),
    library("Hashing"),
    library("Mailing", "Hashing", "Transfer", "WebURL", "HTML", "Markup", "Runtime", "JSONText"),

    // What a language model is asked about a crawl, and what is taken of its answer.
    library("Recommending", "Transfer", "WebURL", "Runtime", "JSONText"),

    // The service's tables: every SQL statement of the project.
    library("Store", "Postgres", "Auditing", "Hashing", "JSONText"),

    // A handler's mail: by leave of the ledger, then by the transport.
    library("Delivery", "HandlerKit", "Mailing", "Messages", "Runtime", "Store", "JSONText", logging: true),

    // The handlers written in Swift. One written in another language needs no line here.
    handler(
      "crawl-handler", "Crawling", "Auditing", "Reporting", "Store", "Transfer", "WebURL", "Messages",
      logging: true),
    handler("cancel-crawl-handler", "Store"),
    handler("cleanup-handler", "Store"),
    handler("crawl-complete-handler", "Delivery", "Mailing", "Messages", "Store"),
    handler("digest-handler", "Delivery", "Mailing", "Messages", "Store", logging: true),
    handler("email-handler", "Delivery", "Mailing", "Messages"),
    handler("noop-handler", linked: .wholly),
    handler("recommend-handler", "Messages", "Recommending", "Store", logging: true),

    // The daemon.
    .executableTarget(
      name: "dispatcher", dependencies: ["Dispatching", "Messages", "Runtime", .log], swiftSettings: .safe),

    // The command line of operators.
    .executableTarget(
      name: "devseo",
      dependencies: [
        "Crawling", "Dispatching", "Messages", "Postgres", "Queue", "Reporting", "Runtime", "Store", "WebURL",
        "JSONText",
        .arguments,
      ],
      resources: [.embedInCode("Migrate/Migrations")], swiftSettings: .house),

    // Tests; Fixtures holds the `withX {}` wrappers they share, ProbeHandler is a handler that does what it is told,
    // CrawlProbe is crawl-handler with other limits.
    .target(
      name: "Fixtures", dependencies: ["CSystem", "Processes", "JSONText"], path: "Tests/Fixtures",
      swiftSettings: .house),
    .executableTarget(
      name: "probe-handler", dependencies: ["HandlerKit", "Messages", "JSONText"], path: "Tests/ProbeHandler",
      swiftSettings: .safe),
    .executableTarget(
      name: "crawl-probe",
      dependencies: ["Auditing", "Crawling", "HandlerKit", "Reporting", "Runtime", "JSONText"],
      path: "Tests/CrawlProbe", swiftSettings: .safe),
    tests("JSONText"),
    tests("WebURL", "JSONText"),
    tests("HTML"),
    tests("XML"),
    tests("Gzip"),
    tests("Transfer", "WebURL"),
    tests("Postgres", "JSONText"),
    tests("ServerURL"),
    tests("CSystem", "Processes"),
    tests("Messages", "JSONText"),
    tests("Queue", "Messages", "Processes", "JSONText", excluding: "celery"),
    tests("Dispatching", "Queue", "Processes", "Messages", "JSONText"),
    tests("Runtime", "Processes", "JSONText"),
    tests("HandlerKit", "Queue", "Messages", "Runtime", "JSONText"),
    tests("Auditing", "HTML", "WebURL", "JSONText"),
    tests("Crawling", "Auditing", "Transfer", "HTML", "WebURL", "JSONText"),
    tests("Reporting", "Auditing", "WebURL", "JSONText"),
    tests("Markup"),
    tests("Hashing"),
    tests("Mailing", "Transfer", "Processes", "Markup", "JSONText"),
    tests("Recommending", "Transfer", "Processes", "JSONText", excluding: "anthropic"),
    tests("Store", "Postgres", "Auditing", "HTML", "WebURL", "JSONText", "Processes", "devseo"),
    .testTarget(
      name: "HandlerTests",
      dependencies: [
        "Fixtures", "JSONText", "Messages", "Postgres", "Processes", "cancel-crawl-handler",
        "cleanup-handler", "crawl-handler", "devseo", "email-handler", "noop-handler", "probe-handler",
      ],
      swiftSettings: .house),
    .testTarget(
      name: "HostileTests",
      dependencies: ["Fixtures", "JSONText", "Processes", "crawl-handler", "crawl-probe"],
      exclude: ["cases", "hostile"], swiftSettings: .house),
    .testTarget(
      name: "DevseoTests",
      dependencies: ["Fixtures", "JSONText", "Postgres", "Processes", "Queue", "Reporting", "devseo"],
      swiftSettings: .house),
    .testTarget(
      name: "DispatcherTests",
      dependencies: [
        "Fixtures", "JSONText", "Messages", "Processes", "Queue", "dispatcher", "probe-handler",
      ],
      swiftSettings: .house),
    .testTarget(
      name: "CeleryTests",
      dependencies: [
        "Fixtures", "JSONText", "Postgres", "Processes", "cancel-crawl-handler", "cleanup-handler",
        "crawl-complete-handler", "crawl-handler", "devseo", "digest-handler", "dispatcher", "email-handler",
        "noop-handler",
      ],
      exclude: ["celery", "handlers", "service"], swiftSettings: .house),
  ],
  swiftLanguageModes: [.v6]
)

// `make fuzz` builds the fuzzer, everybody else the tests that replay what it has found. Only the fuzzer's build is
// given libFuzzer, and it has a folder of its own.
package.targets.append(Context.environment["DEVSEO_FUZZ"] == nil ? fuzzReplay() : fuzzer())

// MARK: - The kinds of target

extension [SwiftSetting] {
  /// What every Swift target is compiled with.
  static var house: [SwiftSetting] {
    [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]
  }

  /// For targets that see no pointer: the compiler holds them to it.
  static var safe: [SwiftSetting] { house + [.strictMemorySafety()] }
}

extension Target.Dependency {
  /// The logging API; the back end is Runtime's.
  static var log: Target.Dependency { .product(name: "Logging", package: "swift-log") }

  /// The parser of command lines, for programs that people type; handlers and the daemon have their own, since it
  /// brings Foundation: start-up, and memory at rest.
  static var arguments: Target.Dependency {
    .product(name: "ArgumentParser", package: "swift-argument-parser")
  }
}

/// A C library of the system, found by pkg-config.
func system(_ name: String, pkgConfig: String, apt package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// A Swift target around a C module or around system calls: pointers stop here.
func wrapper(
  _ name: String, over c: String, and modules: String..., logging: Bool = false,
  embedding folder: String? = nil
) -> Target {
  .target(
    name: name, dependencies: ([c] + modules).map { .byName(name: $0) } + (logging ? [.log] : []),
    resources: folder.map { [.embedInCode($0)] } ?? [], swiftSettings: .house)
}

/// A Swift target without C.
func library(_ name: String, _ modules: String..., logging: Bool = false) -> Target {
  .target(
    name: name, dependencies: modules.map { .byName(name: $0) } + (logging ? [.log] : []),
    swiftSettings: .safe)
}

/// What a release has in the file of the program itself.
enum Linkage {
  /// Swift's library; the system's libraries are loaded at the start.
  case partly
  /// Everything, the C library included: the start takes half the time. Only for programs that resolve no names of
  /// hosts and users and convert no encodings, since for these the C library loads parts of itself later on.
  case wholly

  var settings: [LinkerSetting] {
    self == .wholly ? [.unsafeFlags(["-static-executable"], .when(configuration: .release))] : []
  }
}

/// A handler: its sources and its manifest in `handlers/NAME`.
func handler(
  _ name: String, _ modules: String..., linked: Linkage = .partly, logging: Bool = false
) -> Target {
  .executableTarget(
    name: name,
    dependencies: (["HandlerKit", "Runtime", "JSONText"] + modules).map { .byName(name: $0) }
      + (logging ? [.log] : []),
    path: "handlers/\(name)", exclude: ["handler.json", "examples"],
    swiftSettings: .safe, linkerSettings: linked.settings)
}

/// The tests of one target, in `Tests/NAMETests`.
func tests(_ name: String, _ modules: String..., excluding folder: String? = nil) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: ([name, "Fixtures"] + modules).map { .byName(name: $0) },
    exclude: folder.map { [$0] } ?? [], swiftSettings: .house)
}

/// The tests that read what the fuzzer has found.
func fuzzReplay() -> Target {
  .testTarget(
    name: "FuzzingTests", dependencies: ["Auditing", "Crawling", "HTML", "WebURL"], path: "Tests/Fuzzing",
    exclude: ["Driver", "corpus", "regressions"], swiftSettings: .house)
}

/// The fuzzer, which has its `main` from libFuzzer.
func fuzzer() -> Target {
  .executableTarget(
    name: "fuzz", dependencies: ["Auditing", "Crawling", "HTML", "WebURL"], path: "Tests/Fuzzing",
    exclude: ["Replay", "corpus", "regressions"],
    swiftSettings: .house + [.unsafeFlags(["-parse-as-library"])])
}
