"""A mail server for tests: `mailserver.py FOLDER` listens on two free ports of 127.0.0.1 until its stdin ends.

The first port offers STARTTLS, the second is TLS from the start; the certificate is FOLDER/certificate with FOLDER/key.
Once it listens it says `READY PORT PORT` on stderr. Every mail that it takes becomes a line of FOLDER/mails before it
says so: from, to, whether by TLS, as whom, and the content in base64.

With $MAIL_SLOWNESS_S it takes up to so many seconds, by chance, before it takes a mail, and again before it says that it has.
Whoever logs in is `user` with the password of $MAIL_PASSWORD. The recipient's name decides what happens: see REPLIES.
"""

import asyncio
import base64
import json
import os
import random
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

# What is said to RCPT.
REPLIES = {
    "gone": "550 5.1.1 no such user", "gone-plainly": "550 no such user", "grey": "451 4.7.1 come back later",
    "policy": "550 5.7.1 not for you", "login": "530 5.7.0 log in first",
}
# What is said to the mail itself.
VERDICTS = {"spam": "554 5.7.1 that is spam", "busy": "452 4.3.1 no room", "closing": "421 4.3.2 closing"}
SENDERS = {"stranger": "550 5.7.1 you may not write", "waiting": "450 4.1.8 not yet"}


SLOWNESS_S = float(os.environ.get("MAIL_SLOWNESS_S", "0"))


async def dawdle():
    if SLOWNESS_S > 0:
        await asyncio.sleep(random.uniform(0, SLOWNESS_S))


def name(address):
    return address.partition("@")[0]


class Handler:
    def __init__(self, folder):
        self.mails = os.path.join(folder, "mails")

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return SENDERS.get(name(address), "250 2.1.0 fine")

    async def handle_RCPT(self, server, session, envelope, address, options):
        if name(address) in REPLIES:
            return REPLIES[name(address)]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        who = name(envelope.rcpt_tos[0])
        if who == "lost":
            # All of it has come; nobody will ever hear that it has.
            server.transport.abort()
            return "250 2.0.0 taken"
        if who in VERDICTS:
            return VERDICTS[who]
        mail = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data, "client": session.host_name,
            "content": base64.b64encode(envelope.original_content).decode(),
        }
        await dawdle()
        with open(self.mails, "a") as file:
            file.write(json.dumps(mail) + "\n")
        await dawdle()
        return "250 2.0.0 taken as 4711"


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos and name(self.envelope.rcpt_tos[0]) == "cut":
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def authenticator(server, session, envelope, mechanism, data):
    login, password = data.login.decode(), data.password.decode()
    fine = login == "user" and password == os.environ.get("MAIL_PASSWORD", "")
    return AuthResult(success=fine, auth_data=login, handled=fine)


async def main(folder):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(f"{folder}/certificate", f"{folder}/key")
    loop = asyncio.get_running_loop()

    def made(**settings):
        return Server(
            Handler(folder), hostname="mail.test", authenticator=authenticator, auth_require_tls=False,
            data_size_limit=1 << 26, loop=loop, **settings)

    plain = await loop.create_server(lambda: made(tls_context=tls), "127.0.0.1", 0)
    secret = await loop.create_server(lambda: made(), "127.0.0.1", 0, ssl=tls)
    ports = [server.sockets[0].getsockname()[1] for server in (plain, secret)]
    print("READY", *ports, file=sys.stderr, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    # Connections that clients keep open are nobody's business any more.
    os._exit(0)


asyncio.run(main(sys.argv[1]))
