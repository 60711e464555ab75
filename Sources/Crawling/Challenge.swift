// Pages that ask the visitor to prove to be human, in the place of the page that was asked for.

internal import Auditing
internal import Transfer

/// A challenge that content delivery networks put before a site.
struct Challenge {
  static let reason = "a challenge that only people can pass"

  /// Finds the challenge that an answer is by its status and header; nil when it is none.
  ///
  /// - Parameter response: An answer of any status.
  init?(_ response: Response) {
    guard Self.isDeclared(response) || Self.isKnown(response) else { return nil }
  }

  /// Whether the header says so: what Amazon's firewall and SiteGround send on no other page.
  private static func isDeclared(_ response: Response) -> Bool {
    let action = response.headers["x-amzn-waf-action"]?.lowercased()
    return action == "challenge" || action == "captcha"
      || response.headers["sg-captcha"]?.lowercased() == "challenge"
  }

  private static func isKnown(_ response: Response) -> Bool {
    guard response.status == 403 || response.status == 503 else { return false }
    if response.headers["cf-mitigated"]?.lowercased() == "challenge" { return true }
    let server = response.headers["server"]?.lowercased() ?? ""
    guard server.contains("cloudflare") || server.contains("akamai"), response.body.count < 50_000 else {
      return false
    }
    let text = String(decoding: response.body, as: UTF8.self)
    return ["cf-chl", "challenge-platform", "Attention Required!", "Just a moment", "Access Denied"]
      .contains { text.contains($0) }
  }

  /// Whether an HTML page with a status of success is a challenge all the same.
  ///
  /// Only where everything says so: it is tiny, leads nowhere, loads the machinery of a captcha, and asks whether the
  /// visitor is human. A contact form with a captcha has a menu beside it.
  static func isDisguised(_ response: Response, _ facts: PageFacts) -> Bool {
    guard response.body.count < 20_000, facts.links.count(where: \.isInternal) <= 2, facts.mainWords < 150
    else {
      return false
    }
    let text = String(decoding: response.body, as: UTF8.self).lowercased()
    return machinery.contains { text.contains($0) } && questions.contains { text.contains($0) }
  }

  private static let machinery = [
    "g-recaptcha", "h-captcha", "hcaptcha.com", "cf-turnstile", "_cf_chl_opt", "captcha-delivery.com",
    "px-captcha",
    "_incapsula_resource", "/.well-known/sgcaptcha/", "awswaf.com",
  ]

  private static let questions = [
    "you are human", "you are a human", "you're human", "are you human", "are you a robot", "not a robot",
    "human verification", "unusual traffic", "checking your browser", "security check", "just a moment",
    "pardon our interruption", "incident id",
  ]
}
