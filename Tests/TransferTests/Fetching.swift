// What most of the tests here do: fetch one path of a loopback server that the egress policy allows.

import Fixtures
import Testing
import Transfer
import WebURL

extension LoopbackServer {
  /// Transfers that may connect to this server and nowhere else on this machine.
  func transfers(connectionsPerHost: Int = 4) throws -> Transfers {
    Transfers(
      profile: .untrusted(try Egress(allowing: authority)), connectionsPerHost: connectionsPerHost,
      userAgent: "DevSEOBot/1.0")
  }

  func request(_ path: String = "/", method: Method = .get, limits: Limits = Limits()) throws -> Request {
    var request = Request(try #require(URL(url(path))), method: method)
    request.limits = limits
    return request
  }

  /// One transfer over a connection of its own.
  func fetch(_ path: String = "/", limits: Limits = Limits()) throws -> Result<Response, TransferError> {
    try transfers().send(request(path, limits: limits))
  }
}

extension Result where Failure == TransferError {
  /// What went wrong, if anything did.
  var code: TransferError.Code? {
    switch self {
    case .success: nil
    case .failure(let error): error.code
    }
  }
}

extension Transfers {
  /// Waits until nothing is running any more.
  func finish() -> [Completion] {
    var all: [Completion] = []
    while running > 0 { all += wait(upTo: .seconds(10)) }
    return all
  }
}

extension Response {
  var text: String { String(decoding: body, as: UTF8.self) }
}
