"""A mail server of a proof's own, and the account of its mails: what it took, and what the ledger knows."""

import base64
import collections
import json
import os
import pathlib
import re
import subprocess

import crawling
import installing
import queueing

SEND = "app.tasks.email_tasks.send_email"
SENDER = "reports@devseo.example"

Mail = collections.namedtuple("Mail", "to id")


class MailServer(queueing.Program):
    """mailserver.py, with all it has taken in the folder `place`/mail."""

    # It listens until this ends.
    stdin = subprocess.PIPE

    def __init__(self, place, slowness_s=0.0):
        self.folder = place / "mail"
        self.folder.mkdir()
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
             self.folder / "key", "-out", self.folder / "certificate", "-subj", "/CN=mail.test", "-days", "2"],
            capture_output=True, text=True)
        if made.returncode != 0:
            raise crawling.Failed(f"cannot make a certificate: {made.stderr.strip()[-400:]}")
        server = pathlib.Path(__file__).with_name("mailserver.py")
        super().__init__(place, "mail-server", [installing.mail() / "python", server, self.folder], "READY ",
                         {**os.environ, "MAIL_SLOWNESS_S": str(slowness_s), "PYTHONDONTWRITEBYTECODE": "1"})

    def is_ready(self, written):
        """Whether it has said where it listens."""
        return re.search(r"READY \d+ \d+\n", self.said(written)) is not None

    def variables(self):
        """What a handler needs to send by it."""
        port = re.search(r"READY (\d+)", self.said())[1]
        return {"SMTP_URL": f"smtp://127.0.0.1:{port}", "SENDGRID_FROM_EMAIL": SENDER}

    def mails(self):
        """What it has taken so far, in that order."""
        try:
            lines = (self.folder / "mails").read_text().splitlines()
        except FileNotFoundError:
            return []
        return [Mail(mail["to"][0], re.search(rb"(?m)^Message-ID:\s*<([^>]+)>", base64.b64decode(mail["content"]))[1].decode())
                for mail in map(json.loads, lines)]


def override(place, name, settings):
    """Puts settings over a handler's manifest into the folder `place`/overrides, which it gives."""
    folder = place / "overrides"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(settings))
    return folder


def listed(postgres, status):
    """The mails in a state, as `devseo mail list` tells an operator: dedupe key -> mail."""
    argv = [queueing.DEVSEO, "mail", "list", "--status", status, "--limit", "1000", "--json"]
    asked = subprocess.run(argv, capture_output=True, text=True, env={**os.environ, "DATABASE_URL": postgres.url("owner")})
    if asked.returncode != 0:
        raise crawling.Failed(f"cannot list the mails: devseo ended with {asked.returncode}: {asked.stderr.strip()}")
    return {mail["dedupe_key"]: mail for mail in json.loads(asked.stdout)["mails"]}


def ledger(postgres):
    """All that the ledger has: dedupe key -> state."""
    rows = postgres.ask("select dedupe_key || '|' || status from email_log").splitlines()
    return dict(row.rsplit("|", 1) for row in rows)


def twice(mails):
    """What was taken more than once, by its Message-ID."""
    counts = collections.Counter(mail.id for mail in mails)
    return sorted({mail.to for mail in mails if counts[mail.id] > 1})
