// One easy handle of libcurl and the options set on it, typed. Owned by a pool or by one exchange.

import CCurl

final class Easy {
  let raw: UnsafeMutableRawPointer
  private var list: UnsafeMutablePointer<curl_slist>?
  private var resolve: UnsafeMutablePointer<curl_slist>?
  /// The first option that libcurl did not take.
  private(set) var refusal: CURLcode?

  init?() {
    guard LibCurl.ready, let raw = curl_easy_init() else { return nil }
    self.raw = raw
  }

  deinit {
    curl_easy_cleanup(raw)
    curl_slist_free_all(list)
    curl_slist_free_all(resolve)
  }

  /// Back to the defaults; the memory and the session stay.
  func reset() {
    curl_easy_reset(raw)
    curl_slist_free_all(list)
    curl_slist_free_all(resolve)
    list = nil
    resolve = nil
    refusal = nil
  }

  func set(_ option: CURLoption, _ value: Int) { check(ccurl_set_long(raw, option, value)) }

  func set(_ option: CURLoption, _ value: Bool) { check(ccurl_set_long(raw, option, value ? 1 : 0)) }

  /// libcurl copies the text.
  func set(_ option: CURLoption, _ value: String?) { check(ccurl_set_string(raw, option, value)) }

  func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
    check(ccurl_set_pointer(raw, option, value))
  }

  func set(_ option: CURLoption, _ function: @escaping ccurl_data_callback) {
    check(ccurl_set_data_function(raw, option, function))
  }

  func set(openSocket function: @escaping curl_opensocket_callback) {
    check(ccurl_set_open_socket(raw, function))
  }

  func set(closeSocket function: @escaping curl_closesocket_callback) {
    check(ccurl_set_close_socket(raw, function))
  }

  func set(beforeRequest function: @escaping curl_prereq_callback) {
    check(ccurl_set_before_request(raw, function))
  }

  func set(headers lines: [String]) {
    list = copied(lines)
    check(ccurl_set_list(raw, CURLOPT_HTTPHEADER, list))
  }

  func set(recipient: String) {
    list = copied([recipient])
    check(ccurl_set_list(raw, CURLOPT_MAIL_RCPT, list))
  }

  func set(_ option: CURLoption, size: Int) { check(ccurl_set_size(raw, option, curl_off_t(size))) }

  func set(debug function: @escaping curl_debug_callback) {
    check(ccurl_set_debug_function(raw, function))
  }

  func set(resolving line: String) {
    resolve = copied([line])
    check(ccurl_set_list(raw, CURLOPT_RESOLVE, resolve))
  }

  func set(body: [UInt8]) {
    check(ccurl_set_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
    body.withUnsafeBytes { bytes in
      // Only read: the option copies as many bytes as were announced. An empty body has no address to give.
      if let start = bytes.baseAddress {
        check(ccurl_set_pointer(raw, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start)))
      } else {
        check(ccurl_set_string(raw, CURLOPT_COPYPOSTFIELDS, ""))
      }
    }
  }

  func text(_ info: CURLINFO) -> String { ccurl_string(raw, info).map { String(cString: $0) } ?? "" }

  func number(_ info: CURLINFO) -> Int { ccurl_long(raw, info) }

  func size(_ info: CURLINFO) -> Int64 { Int64(ccurl_size(raw, info)) }

  private func copied(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        refusal = CURLE_OUT_OF_MEMORY
        break
      }
      list = longer
    }
    return list
  }

  private func check(_ code: CURLcode) {
    if code != CURLE_OK, refusal == nil { refusal = code }
  }
}
