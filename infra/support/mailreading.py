"""Reads mails as Python's email package does: JSON lines of base64 on stdin, one JSON line for each on stdout.

Line ends at the end of a part are left out: which of them are the boundary's depends on the part's encoding.
"""

import base64
import email
import email.policy
import json
import sys

for line in sys.stdin:
    content = base64.b64decode(line)
    mail = email.message_from_bytes(content, policy=email.policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    defects = [str(defect) for part in mail.walk() for defect in part.defects]
    defects += [str(defect) for value in mail.values() for defect in getattr(value, "defects", [])]
    print(json.dumps({
        "headers": [[name, str(value)] for name, value in mail.items()],
        "to": [[address.display_name, address.addr_spec] for address in mail["To"].addresses],
        "from": [[address.display_name, address.addr_spec] for address in mail["From"].addresses],
        "date": mail["Date"].datetime.timestamp(),
        "type": mail.get_content_type(),
        "parts": [[part.get_content_type(), part.get_content().replace("\r\n", "\n").rstrip("\n")] for part in parts],
        "defects": defects,
        "longest": max(len(line) for line in content.split(b"\r\n")),
        "ascii": content.isascii() and b"\0" not in content,
        "bare": content.replace(b"\r\n", b"").count(b"\n") + content.replace(b"\r\n", b"").count(b"\r"),
    }))
