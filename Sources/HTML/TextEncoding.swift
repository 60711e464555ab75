// The encodings of the Encoding Standard: there are no others on the web.

/// An encoding by its name in the Encoding Standard.
enum TextEncoding: String {
  case utf8 = "UTF-8"
  case ibm866 = "IBM866"
  case iso8859_2 = "ISO-8859-2"
  case iso8859_3 = "ISO-8859-3"
  case iso8859_4 = "ISO-8859-4"
  case iso8859_5 = "ISO-8859-5"
  case iso8859_6 = "ISO-8859-6"
  case iso8859_7 = "ISO-8859-7"
  case iso8859_8 = "ISO-8859-8"
  case iso8859_8I = "ISO-8859-8-I"
  case iso8859_10 = "ISO-8859-10"
  case iso8859_13 = "ISO-8859-13"
  case iso8859_14 = "ISO-8859-14"
  case iso8859_15 = "ISO-8859-15"
  case iso8859_16 = "ISO-8859-16"
  case koi8R = "KOI8-R"
  case koi8U = "KOI8-U"
  case macintosh
  case windows874 = "windows-874"
  case windows1250 = "windows-1250"
  case windows1251 = "windows-1251"
  case windows1252 = "windows-1252"
  case windows1253 = "windows-1253"
  case windows1254 = "windows-1254"
  case windows1255 = "windows-1255"
  case windows1256 = "windows-1256"
  case windows1257 = "windows-1257"
  case windows1258 = "windows-1258"
  case macCyrillic = "x-mac-cyrillic"
  case gbk = "GBK"
  case gb18030
  case big5 = "Big5"
  case eucJP = "EUC-JP"
  case iso2022JP = "ISO-2022-JP"
  case shiftJIS = "Shift_JIS"
  case eucKR = "EUC-KR"
  /// For encodings that were used to smuggle markup past filters: the page is one U+FFFD.
  case replacement
  case utf16BE = "UTF-16BE"
  case utf16LE = "UTF-16LE"
  case userDefined = "x-user-defined"

  var name: String { rawValue }

  /// The encoding a page means when it names this one in its own text, which it could not if it were true.
  var asNamedInside: TextEncoding {
    switch self {
    case .utf16BE, .utf16LE: .utf8
    case .userDefined: .windows1252
    default: self
    }
  }

  /// How the encoding is read.
  enum Form {
    case utf8, utf16(isBigEndian: Bool), replacement
    case singleByte(iconv: String)
    case multiByte(iconv: String)
  }

  /// How the encoding is read, with what glibc calls the superset of it the standard asks for.
  var form: Form {
    switch self {
    case .utf8: .utf8
    case .utf16BE: .utf16(isBigEndian: true)
    case .utf16LE: .utf16(isBigEndian: false)
    case .replacement: .replacement
    case .gbk, .gb18030: .multiByte(iconv: "GB18030")
    case .big5: .multiByte(iconv: "BIG5-HKSCS")
    case .eucJP: .multiByte(iconv: "EUC-JP-MS")
    case .iso2022JP: .multiByte(iconv: "ISO-2022-JP")
    case .shiftJIS: .multiByte(iconv: "CP932")
    case .eucKR: .multiByte(iconv: "UHC")
    case .iso8859_8I: .singleByte(iconv: "ISO-8859-8")
    case .macCyrillic: .singleByte(iconv: "MAC-UK")
    default: .singleByte(iconv: rawValue)
    }
  }
}
