"""Keys are changed while Loa runs, and nothing is orphaned: neither credentials nor the refusal of a number that was erased."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, text
from sqlmodel import Session, SQLModel, col, select

from channels.messenger import Heard
from distributor import keyring
from distributor.broadcast.audience import Imported, add_numbers, erase, make_audience
from distributor.broadcast.callbacks import callback_key
from distributor.broadcast.receive import receive
from distributor.db import Database
from distributor.errors import SettingsError
from distributor.keyring import SEALED, make_master, prepare_keys, read_masters, write_masters
from distributor.models import Account, DataKey, Inbound, OptOut, Subscriber
from distributor.phone_numbers import Numbers
from distributor.staff.key_rotation import Rotated, change_master, rotate
from distributor.vault import Vault, open_vault
from tests.broadcast.conftest import Sms, number

SECRET = {"system_id": "loa-hgiang", "password": "mật khẩu"}


@pytest.fixture(autouse=True)
def _keys_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "READ_AGAIN_S", -1.0)
    monkeypatch.delenv("LOA_SECRET_KEY", raising=False)


def vault_of(sms: Sms) -> Vault:
    return open_vault(sms.home, database=sms.database)


def at_once(sms: Sms) -> Callable[[float], None]:
    """In place of waiting: the time has come."""

    def wait(seconds: float) -> None:
        assert seconds > 60, "every process has had the time to read the new keys"
        with sms.database.write() as session:
            for key in session.exec(select(DataKey)):
                key.used_from -= timedelta(hours=1)

    return wait


def turn(sms: Sms, *, master: bool = False) -> Rotated:
    return rotate(sms.database, sms.home, wait=at_once(sms), master=master)


def sealed_account(sms: Sms) -> bytes:
    with sms.database.read() as session:
        return session.get_one(Account, sms.account_id).credentials


def take_up(sms: Sms, *indexes: int) -> Imported:
    with sms.database.write() as session:
        audience = make_audience(session, sms.seeded.unit_id, "Hộ dân", sms.clock.now())
        texts = [number(index) for index in indexes]
        return add_numbers(session, audience, texts, Numbers(vault_of(sms)), now=sms.clock.now())


def opted_out(sms: Sms) -> set[str]:
    with sms.database.read() as session:
        return set(session.exec(select(OptOut.number_hash).where(col(OptOut.lifted_at).is_(None))))


@pytest.fixture
def old(sms: Sms) -> Sms:
    """A home of before there were data keys: an account, three numbers, the third erased, the second refusing by a message."""
    with sms.database.write() as session:
        session.get_one(Account, sms.account_id).credentials = open_vault(sms.home).seal(SECRET)
    take_up(sms, 1, 2, 3)
    with sms.database.write() as session:
        numbers = Numbers(vault_of(sms))
        third = session.exec(select(Subscriber).where(Subscriber.number_hash == numbers.hash(number(3)))).one()
        erase(session, third, sms.clock.now())
        receive(session, sms.account_id, [Heard(number(2), "8079", "TC", "a")], numbers, sms.clock.now())
    assert len(opted_out(sms)) == 2
    return sms


def test_what_was_sealed_and_who_opted_out_outlives_every_rotation(old: Sms) -> None:
    before, hashes = sealed_account(old), opted_out(old)
    running = vault_of(old)  # of a process that goes on through it all
    assert running.open(before) == SECRET
    done = turn(old)
    # The account, two numbers, the message of one and the answer to it; the erased number has nothing left to seal.
    assert done == Rotated(sealed=5, found=2, kept=1)
    assert sealed_account(old).startswith(b"k")
    assert running.open(sealed_account(old)) == running.open(before) == SECRET
    assert running.open(running.seal(SECRET)) == SECRET
    assert len(opted_out(old) & hashes) == 1, (
        "the erased number's refusal stands under the old key, the other under the new one"
    )
    assert take_up(old, 1, 2, 3) == Imported(added=0, known=2, wrong=(), erased=1)
    assert not opted_out(old) & hashes, "whoever brought it back put it under the new key, and it is refused still"
    assert turn(old).kept == 1
    assert take_up(old, 3) == Imported(added=0, known=0, wrong=(), erased=1)


def test_a_message_from_before_and_one_from_after_are_one_person(old: Sms) -> None:
    turn(old)
    with old.database.write() as session:
        numbers, now = Numbers(vault_of(old)), old.clock.now() + timedelta(days=1)
        receive(session, old.account_id, [Heard(number(3), "8079", "DK", "b")], numbers, now)
        people = session.exec(select(Subscriber)).all()
        assert len(people) == 3
        assert [numbers.open(one.number_sealed) for one in people if one.number_hash == numbers.hash(number(3))] == [
            number(3)
        ]
        assert {one.number_hash for one in session.exec(select(Inbound))} == {numbers.hash(number(n)) for n in (2, 3)}
    assert len(opted_out(old)) == 1, "who subscribes again is no longer refused"


def test_a_new_master_key_seals_the_data_keys_and_moves_no_address(old: Sms) -> None:
    turn(old)
    address, first = callback_key(old.home, old.account_id), read_masters(old.home, {})
    turn(old, master=True)
    new = read_masters(old.home, {})
    assert (len(first), len(new), new[1:]) == (1, 2, first)
    assert (old.home / "secret.key").stat().st_mode & 0o777 == 0o600
    assert callback_key(old.home, old.account_id) == address
    with old.database.read() as session:
        for key in session.exec(select(DataKey)):
            Fernet(new[0]).decrypt(key.wrapped)
    assert vault_of(old).open(sealed_account(old)) == SECRET
    assert take_up(old, 3).erased == 1


def test_a_master_key_of_the_environment_is_changed_where_the_new_one_is_everywhere(old: Sms) -> None:
    key, new = read_masters(old.home, {})[0].decode(), Fernet.generate_key().decode()
    (old.home / "secret.key").unlink()
    one = Database(old.database.url)
    prepare_keys(one, old.home, {"LOA_SECRET_KEY": key})
    with pytest.raises(SettingsError, match="KHÓA_MỚI,KHÓA_CŨ"):
        change_master(one, old.home, {"LOA_SECRET_KEY": key})
    both = {"LOA_SECRET_KEY": f"{new},{key}"}
    change_master(one, old.home, both)
    with pytest.raises(SettingsError, match="chưa đổi gì"):
        change_master(one, old.home, both)
    one.dispose()
    two = Database(old.database.url)
    assert open_vault(old.home, both, database=two).open(sealed_account(old)) == SECRET
    two.dispose()
    with old.database.read() as session:
        wrapped = session.exec(select(DataKey.wrapped)).all()
    assert all(Fernet(new).decrypt(each) for each in wrapped)
    assert not (old.home / "secret.key").exists()


def test_a_master_key_is_on_the_disk_before_anything_is_sealed_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut must not leave data keys that nothing opens, nor an interrupted change a key that lies about."""
    flushed, flush = [], os.fsync

    def note(descriptor: int) -> None:
        what = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        flushed.append((what, len(read_masters(tmp_path, {}))))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    (tmp_path / "secret.new").write_bytes(b"of one that died")
    first, second = Fernet.generate_key(), Fernet.generate_key()
    write_masters(tmp_path, [first], anew=True)
    write_masters(tmp_path, [second, first])
    assert flushed == [("file", 0), ("folder", 1), ("file", 1), ("folder", 2)]
    write_masters(tmp_path, [Fernet.generate_key()], anew=True)
    assert read_masters(tmp_path, {}) == [second, first]
    assert [each.name for each in tmp_path.iterdir()] == ["secret.key"]


def test_of_those_who_make_a_master_key_at_once_one_wins(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _number: make_master(tmp_path), range(16)))
    assert {tuple(each) for each in made} == {tuple(read_masters(tmp_path, {}))}


def test_a_master_key_made_while_another_program_looks_is_not_lost(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its look for the file and its look into the database the other made the key and sealed with it."""
    (sms.home / "secret.key").rename(sms.home / "elsewhere")
    look = keyring.what_is_sealed

    def meanwhile(session: Session) -> object:
        (sms.home / "elsewhere").rename(sms.home / "secret.key")
        return look(session)

    monkeypatch.setattr(keyring, "what_is_sealed", meanwhile)
    assert keyring.ensure_master(sms.database, sms.home, {}) == read_masters(sms.home, {})


@pytest.mark.parametrize("has_data_keys", [False, True])
def test_a_lost_master_key_is_told_and_never_made_anew(old: Sms, has_data_keys: bool) -> None:
    if has_data_keys:
        turn(old)
    (old.home / "secret.key").rename(old.home / "elsewhere")
    again = Database(old.database.url)
    for look in (lambda: prepare_keys(again, old.home), lambda: open_vault(old.home, database=again)):
        with pytest.raises(SettingsError, match="Mất khóa chính"):
            look()
    assert not (old.home / "secret.key").exists()
    (old.home / "elsewhere").rename(old.home / "secret.key")
    prepare_keys(again, old.home)
    assert open_vault(old.home, database=again).open(sealed_account(old)) == SECRET
    again.dispose()


def test_another_homes_master_key_is_told(old: Sms) -> None:
    turn(old)
    (old.home / "secret.key").write_bytes(Fernet.generate_key())
    again = Database(old.database.url)
    with pytest.raises(SettingsError, match="không phải khóa của cơ sở dữ liệu này"):
        prepare_keys(again, old.home)
    again.dispose()


def test_a_key_put_in_anothers_place_is_not_used(old: Sms) -> None:
    turn(old)
    with old.database.write() as session:
        session.connection().execute(
            text("UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE id = 1) WHERE purpose = 'look_up'")
        )
    with pytest.raises(SettingsError, match="không phải khóa"):
        take_up(old, 1)


def test_every_column_of_bytes_is_sealed_or_known_not_to_be() -> None:
    found = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    salts = {("click_salt", "salt"), ("feed_salt", "salt")}
    assert found == {(table, column) for table, columns in SEALED.items() for column in columns} | salts | {
        ("data_key", "wrapped")
    }


def test_a_new_home_has_its_keys_before_it_has_anything(sms: Sms, tmp_path: Path) -> None:
    home = tmp_path / "another"
    prepare_keys(sms.database, home, {})
    assert os.stat(home / "secret.key").st_mode & 0o777 == 0o600
    with sms.database.read() as session:
        assert {key.purpose.value for key in session.exec(select(DataKey))} == {
            "seal",
            "look_up",
            "log",
            "sign",
            "push",
        }
