"""Access tokens that the issuer would not write: expired ones, for another audience, of a service. They
are signed with the issuer's own key, so that nothing but what is meant is wrong with them."""
import base64
import ctypes
import ctypes.util
import json
import subprocess
import time

import pymysql

NONCE_BYTES, MAC_BYTES = 24, 16  # of crypto_secretbox


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(data):
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def opened(sealed, key):
    """What was sealed with these 32 bytes (libs/auth/sealed.h)."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    data = decoded(sealed)
    nonce, box = data[:NONCE_BYTES], data[NONCE_BYTES:]
    secret = ctypes.create_string_buffer(len(box) - MAC_BYTES)
    done = sodium.crypto_secretbox_open_easy(secret, box, ctypes.c_ulonglong(len(box)), nonce, key)
    assert done == 0, "the key of the issuer cannot be opened"
    return secret.raw


def _text(members):
    kept = {name: value for name, value in members.items() if value is not None}
    return encoded(json.dumps(kept).encode())


class Forger:
    """Changes claims of good tokens. `sample`: one that was issued just now."""

    def __init__(self, stack, sample, folder):
        self.sample = sample
        head, claims, _ = sample.split(".")
        self._head = json.loads(decoded(head))
        self.claims = json.loads(decoded(claims))
        self.pem = folder / "issuer.pem"
        self.pem.touch(mode=0o600)
        self.pem.write_bytes(self._key(stack, self._head["kid"]))

    @staticmethod
    def _key(stack, name):
        env = stack.env
        with pymysql.connect(
                host=env["MYSQL_HOST"], port=int(env["MYSQL_PORT"]), user=env["MYSQL_USER"],
                password=env["MYSQL_PASSWORD"], database=env["MYSQL_DATABASE"]
                ) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT sealed FROM signing_keys WHERE name = %s", (name,))
            [sealed] = cursor.fetchone()
        return opened(sealed, bytes.fromhex(stack.secrets()["issuer_key"].strip()))

    def head_text(self, head):
        """The sample's head with other members; None: without one."""
        return _text({**self._head, **head})

    def text(self, head, **claims):
        """What is to be signed, of the sample with another head and other claims."""
        return f"{self.head_text(head)}.{_text({**self.claims, **claims})}"

    def signed(self, text, key=None, digest="sha256"):
        """With RSA (PKCS #1) and the issuer's key, or the one in this file."""
        signed = subprocess.run(["openssl", "dgst", f"-{digest}", "-sign", key or self.pem],
                                input=text.encode("ascii"), capture_output=True, check=True)
        return f"{text}.{encoded(signed.stdout)}"

    def changed(self, **claims):
        """The sample with other claims; None: without one."""
        return self.signed(self.text({}, **claims))

    def expired(self):
        now = int(time.time())
        return self.changed(iat=now - 7200, exp=now - 3600)

    def for_somebody_else(self):
        return self.changed(aud="another-system", client_id="another-system")

    def of_service(self, name):
        return self.changed(sub=name, client_id=name)
