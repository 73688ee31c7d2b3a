"""Keys of the data folder: they have ids, lie in files that only the service's user may read, and can be rotated.

What is encrypted says under which key, so a new key serves new texts while the old ones stay readable.
"""

import os
import secrets
from base64 import b64decode, b64encode
from hashlib import sha256
from hmac import digest as hmac
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE, _KEY = 12, 32


class KeyMissing(LookupError):
    """A text was encrypted under a key that is not in the data folder."""


class Tampered(ValueError):
    """The ciphertext is not what was encrypted, or belongs to another row."""


def _folder(purpose: str) -> Path:
    return Path(settings.KEYS_FOLDER) / purpose


def key_ids(purpose: str) -> list[str]:
    """The ids of the keys for this purpose, oldest first."""
    return sorted(file.stem for file in _folder(purpose).glob("*.key"))


def make_key(purpose: str) -> str:
    """Add a key, which is the current one from now on; returns its id."""
    folder = _folder(purpose)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_id = f"{purpose}-{len(key_ids(purpose)) + 1:04d}"
    fresh = folder / f".{key_id}.{secrets.token_hex(4)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_KEY))
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link appears whole or not at all, and never replaces: of two processes that start at once, one makes the key.
        os.link(fresh, folder / f"{key_id}.key")
    finally:
        fresh.unlink()
    return key_id


def current_key(purpose: str) -> str:
    """The id of the newest key; the first one is made when it is first needed."""
    known = key_ids(purpose)
    if known:
        return known[-1]
    try:
        return make_key(purpose)
    except FileExistsError:
        return key_ids(purpose)[-1]


def _key(purpose: str, key_id: str) -> bytes:
    file = _folder(purpose) / f"{key_id}.key"
    # The id comes from a row: it is looked up among the files, never joined to a path unseen.
    if key_id not in key_ids(purpose):
        raise KeyMissing(f"数据目录中没有密钥 {key_id}")
    key = bytes.fromhex(file.read_text(encoding="ascii"))
    if len(key) != _KEY:
        raise KeyMissing(f"密钥 {key_id} 不完整")
    return key


def encrypt(text: str, *, purpose: str, about: str) -> tuple[str, bytes]:
    """(key id, ciphertext) of a text; `about` binds it to its row, so that it cannot be moved to another one."""
    key_id, nonce = current_key(purpose), secrets.token_bytes(_NONCE)
    return key_id, nonce + AESGCM(_key(purpose, key_id)).encrypt(nonce, text.encode(), f"{purpose}\n{about}".encode())


def decrypt(ciphertext: bytes, *, key_id: str, purpose: str, about: str) -> str:
    """The text again, or a refusal when a byte or the row differs."""
    try:
        clear = AESGCM(_key(purpose, key_id)).decrypt(ciphertext[:_NONCE], ciphertext[_NONCE:], f"{purpose}\n{about}".encode())
    except InvalidTag as fault:
        raise Tampered(f"密文与 {about} 不符，或已被改动") from fault
    return clear.decode()


def encrypt_text(text: str, *, purpose: str, about: str) -> str:
    """As `encrypt`, in one printable column."""
    key_id, ciphertext = encrypt(text, purpose=purpose, about=about)
    return f"{key_id}:{b64encode(ciphertext).decode()}"


def decrypt_text(said: str, *, purpose: str, about: str) -> str:
    """The reverse of `encrypt_text`."""
    key_id, _, body = said.partition(":")
    return decrypt(b64decode(body), key_id=key_id, purpose=purpose, about=about)


def keyed_hash(text: str, *, purpose: str) -> str:
    """A digest that nobody without the data folder can try words against."""
    key_id = key_ids(purpose)[0] if key_ids(purpose) else current_key(purpose)
    return hmac(_key(purpose, key_id), text.encode(), sha256).hex()
