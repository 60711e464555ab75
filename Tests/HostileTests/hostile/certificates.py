"""Certificates for the hostile web, made by openssl for one run: an authority, and leaves with one fault each."""

import pathlib
import ssl
import subprocess

# Since OpenSSL 3 the old protocols need the lowest level of security.
OLD = "DEFAULT@SECLEVEL=0"
NAMES = "IP:127.0.0.1,DNS:tls.devseo-canary.com"


class Certificates:
    """An authority in a folder, and the contexts of servers that show its certificates."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.contexts = {}

    @property
    def authority(self):
        """The certificate of the authority."""
        file = self.folder / "ca.pem"
        if not file.exists():
            self.openssl("req", "-x509", *key("ca.key"), "-out", file, "-subj", "/CN=hostile web", "-days", "2")
        return file

    def context(self, flavour, alpn):
        """What a server needs for `good`, `expired`, `self-signed`, `wrong-host` or `tls1.0`."""
        known = self.contexts.get((flavour, alpn))
        if known is None:
            known = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            known.load_cert_chain(*self.leaf("good" if flavour == "tls1.0" else flavour))
            known.set_alpn_protocols(list(alpn))
            if flavour == "tls1.0":
                known.set_ciphers(OLD)
                known.minimum_version = known.maximum_version = ssl.TLSVersion.TLSv1
            self.contexts[flavour, alpn] = known
        return known

    def leaf(self, flavour):
        """A certificate and its key."""
        certificate, secret = self.folder / f"{flavour}.pem", self.folder / f"{flavour}.key"
        if not certificate.exists():
            _ = self.authority
            names = "DNS:elsewhere.devseo-canary.com" if flavour == "wrong-host" else NAMES
            subject = ["-subj", "/CN=leaf", "-addext", f"subjectAltName={names}"]
            if flavour == "self-signed":
                self.openssl("req", "-x509", *key(secret), "-out", certificate, *subject, "-days", "2")
            else:
                self.openssl("req", *key(secret), "-out", "leaf.csr", *subject)
                (self.folder / "index.txt").write_text("")
                (self.folder / "ca.conf").write_text(CONFIGURATION)
                years = ("20200101000000Z", "20210101000000Z" if flavour == "expired" else "20990101000000Z")
                self.openssl(
                    "ca", "-batch", "-notext", "-config", "ca.conf", "-keyfile", "ca.key", "-cert", "ca.pem", "-in",
                    "leaf.csr", "-out", certificate, "-startdate", years[0], "-enddate", years[1])
        return certificate, secret

    def openssl(self, *words):
        """Runs openssl in the folder and gives what it prints."""
        ended = subprocess.run(["openssl", *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        if ended.returncode != 0:
            raise RuntimeError(f"cannot make a certificate: openssl {words[0]}: {ended.stderr.strip()}")
        return ended.stdout


def key(place):
    """The options that make a new key of a small kind."""
    return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", place


CONFIGURATION = """
[ca]
default_ca = one
[one]
database = index.txt
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
rand_serial = yes
[any]
commonName = supplied
"""
