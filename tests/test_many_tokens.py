"""Many sealed values at once: what opens one by one opens together, and what does not is refused as it would be alone."""

import base64
import hmac
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from distributor.db import Database
from distributor.errors import SettingsError
from distributor.keyring import prepare_keys
from distributor.many_tokens import ManyTokens
from distributor.phone_numbers import Numbers
from distributor.vault import Vault, open_vault

LENGTHS = (0, 1, 15, 16, 17, 26, 31, 32, 200)
"""Around a block of the cipher, and a number as it is sealed."""


def test_all_lengths_open_together() -> None:
    key = Fernet.generate_key()
    told = [bytes(range(length)) for length in LENGTHS]
    assert ManyTokens(key).open([Fernet(key).encrypt(each) for each in told]) == told
    assert ManyTokens(key).open([]) == []


@pytest.mark.parametrize("place", [0, 1, 8, 9, 24, 25, 40, 60, -33, -32, -1])
def test_an_octet_that_was_changed_is_refused(place: int) -> None:
    key = Fernet.generate_key()
    octets = bytearray(base64.urlsafe_b64decode(Fernet(key).encrypt(b'{"number": "+84912345678"}')))
    octets[place] ^= 1
    changed, sound = base64.urlsafe_b64encode(octets), Fernet(key).encrypt(b"sound")
    with pytest.raises(InvalidToken):
        ManyTokens(key).open([sound, changed, sound])


@pytest.mark.parametrize("token", [b"", b"g", b"gAAAAA==", b"\xff\xfe", b"gAAAA" + b"A" * 200, b"?" * 100])
def test_what_is_no_token_is_refused(token: bytes) -> None:
    key = Fernet.generate_key()
    with pytest.raises(InvalidToken):
        ManyTokens(key).open([token])


def test_a_signed_token_of_wrong_padding_is_refused() -> None:
    """Whoever has the key may sign anything: it is refused all the same, and those beside it open."""
    key = Fernet.generate_key()
    octets = base64.urlsafe_b64decode(key)
    for plain in (bytes(16), b"\x11" * 16, b"a" * 14 + b"\x01\x03"):
        run = Cipher(algorithms.AES(octets[16:]), modes.CBC(bytes(16))).encryptor()
        body = b"\x80" + bytes(8) + bytes(16) + run.update(plain) + run.finalize()
        token = base64.urlsafe_b64encode(body + hmac.digest(octets[:16], body, "sha256"))
        with pytest.raises(InvalidToken):
            ManyTokens(key).open([Fernet(key).encrypt(b"sound"), token])


def test_a_vault_opens_many_of_several_keys(database: Database, tmp_path: Path) -> None:
    by_master = open_vault(tmp_path, database=database)
    old = [Numbers(by_master).seal(f"+8491234567{digit}") for digit in range(3)]
    prepare_keys(database, tmp_path)
    vault = open_vault(tmp_path, database=database)
    numbers = Numbers(vault)
    new = [numbers.seal(f"+8498765432{digit}") for digit in range(3)]
    assert old[0].startswith(b"g")
    assert new[0].startswith(b"k")
    mixed = [old[0], new[0], b"", new[1], old[1], old[2], new[2]]
    assert numbers.open_all(mixed) == [numbers.open(each) for each in mixed]
    assert numbers.open_all([]) == []


def test_what_another_master_key_sealed_opens_among_others() -> None:
    first, second = Fernet.generate_key(), Fernet.generate_key()
    earlier, now = Vault([first]), Vault([second, first])
    sealed = [earlier.seal({"number": "1"}), now.seal({"number": "2"}), earlier.seal({"number": "3"})]
    assert [each["number"] for each in now.open_all(sealed)] == ["1", "2", "3"]


def test_many_of_a_key_that_is_not_ours_are_refused_as_one_is(database: Database, tmp_path: Path) -> None:
    vault, other = open_vault(tmp_path, database=database), Vault([Fernet.generate_key()])
    for wrong in (other.seal({"number": "1"}), b"k77." + other.seal({"number": "1"}), b"kein.", b"k1", b"gibberish"):
        for opening in (vault.open, lambda sealed: vault.open_all([vault.seal({}), sealed])):
            with pytest.raises((SettingsError, ValueError)):
                opening(wrong)
