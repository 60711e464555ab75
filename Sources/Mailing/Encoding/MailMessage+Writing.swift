// The mail as bytes: RFC 5322 around two parts of RFC 2045 and 2046, no line longer than 998 bytes.

extension MailMessage {
  /// The mail as it is given to a server, or lies in an `.eml` file; the same date gives the same bytes.
  ///
  /// - Parameter time: When it is sent, in seconds since 1970.
  /// - Returns: Lines of ASCII with CRLF, not dot-stuffed.
  public func bytes(at time: Double) -> [UInt8] {
    // No line of either encoding can begin so.
    let boundary = "=_\(digest)"
    var head = HeaderText.structured("Date", MailDate(time).text)
    head += HeaderText.address("From", from)
    head += HeaderText.address("To", to)
    head += HeaderText.unstructured("Subject", subject)
    head += HeaderText.structured("Message-ID", "<\(messageID)>")
    for header in headers { head += HeaderText.structured(header.name, header.value) }
    head += "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n"
    var mail = Array(head.utf8)
    // Of alternatives the last is the best (RFC 2046, 5.1.4).
    for (type, content) in [("text/plain", text), ("text/html", html)] {
      let content = content.withMailLineEnds
      let encoding = PartEncoding.best(for: content)
      mail += Array("--\(boundary)\r\nContent-Type: \(type); charset=utf-8\r\n".utf8)
      mail += Array("Content-Transfer-Encoding: \(encoding.rawValue)\r\n\r\n".utf8)
      mail += encoding.lines(content)
    }
    return mail + Array("--\(boundary)--\r\n".utf8)
  }
}
