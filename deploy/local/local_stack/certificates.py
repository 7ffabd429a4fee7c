"""An authority of this stack's own, and a certificate of it for each server: `make up tls=1`.

tls/ca.pem is what clients believe. Keys are read by the owner of the stack only. What ends within a
month is made again by the next `up`; the servers then start again.
"""

import os
import subprocess
from pathlib import Path

from local_stack.console import Failure
from local_stack.layout import digest, write_private

SERVERS = ("gateway", "mariadb", "redis", "mongodb", "kafka")
AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
SOON_S = 30 * 24 * 3600
NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1"


def folder(layout):
    return layout.state / "tls"


def authority(layout):
    return folder(layout) / "ca.pem"


def certificate(layout, server):
    return folder(layout) / f"{server}.pem"


def key(layout, server):
    return folder(layout) / f"{server}.key"


def both(layout, server):
    """Key and certificate in one file, as MongoDB and Kafka want them."""
    return folder(layout) / f"{server}.both.pem"


def revision(layout, server):
    """Changes with the certificate: a part of how a server is started."""
    return digest(certificate(layout, server).read_text(encoding="ascii"))


def make(layout):
    """What is missing or ends soon."""
    where = folder(layout)
    where.mkdir(mode=0o700, exist_ok=True)
    if not _lasts(authority(layout)):
        _openssl(where, "ca", AUTHORITY_DAYS, "/O=approval/CN=authority of one local stack",
                 "basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign")
        for server in SERVERS:
            certificate(layout, server).unlink(missing_ok=True)
    for server in SERVERS:
        if not _lasts(certificate(layout, server)):
            _openssl(where, server, SERVER_DAYS, f"/O=approval/CN={server}",
                     "basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",
                     "extendedKeyUsage=serverAuth,clientAuth", NAMES, by="ca")
        parts = (key(layout, server), certificate(layout, server))
        write_private(both(layout, server),
                      "".join(path.read_text(encoding="ascii") for path in parts))


def _lasts(path):
    return path.exists() and subprocess.run(
        ["openssl", "x509", "-noout", "-checkend", str(SOON_S), "-in", str(path)],
        check=False, capture_output=True).returncode == 0


def _openssl(where, name, days, subject, *extensions, by=None):
    """A key and a certificate of it, signed by itself or by another of that folder."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
               "-nodes", "-sha256", "-days", str(days), "-subj", subject, "-config", os.devnull,
               "-keyout", f"{name}.key", "-out", f"{name}.pem"]
    for extension in extensions:
        command += ["-addext", extension]
    if by:
        command += ["-CA", f"{by}.pem", "-CAkey", f"{by}.key"]
    done = subprocess.run(command, cwd=where, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"openssl made no certificate of {name}: {done.stderr.strip()}")
    Path(where, f"{name}.key").chmod(0o600)
