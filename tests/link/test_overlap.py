"""Keys to compare by, keyed hashes and strength: worked values, near misses and properties."""

from __future__ import annotations

import hashlib
import hmac
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.errors import FileTooLargeError, InputError
from linesmap.link.hashed_keys import hash_keys, is_keys_file, keys_text, read_keys, read_secret
from linesmap.link.overlap import items_by_key, overlap_strength, side_strength, strength_word
from linesmap.link.overlap_keys import BASIS_WEIGHT, address_key, comparison_keys, name_keys, person_ref_key, phone_key
from linesmap.settings import Settings

SECRET = b"0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "text",
    ["07700 900123", "07700900123", "+447700900123", "+44 (0)7700 900123", "0044 7700 900123", "44 7700-900123",
     "+4407700900123", "7700 900 123", "(07700) 900123"],
)  # fmt: skip
def test_every_way_of_writing_a_phone_is_one_key(text: str) -> None:
    assert phone_key(text) == "+447700900123"


@pytest.mark.parametrize("text", ["", "07700", "900123", "07700 9001234", "withheld", "+44", "4.47E+11"])
def test_a_broken_phone_has_no_key(text: str) -> None:
    assert phone_key(text) == ""


@given(st.integers(0, 999), st.integers(0, 999))
def test_two_numbers_never_share_a_key(one: int, two: int) -> None:
    keys = {phone_key(f"07700 900{one:03}"), phone_key(f"+44 7700 900{two:03}")}
    assert len(keys) == (1 if one == two else 2)


def test_foreign_numbers_stay_foreign() -> None:
    assert phone_key("+353 85 012 3456") == phone_key("00353 850123456") == "+353850123456"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("12 High Street, Yeovil, BA20 1AA", "12 HIGH ST YEOVIL BA201AA"),
        ("12 High St., BA20 1AA", "12, high street, Yeovil, Somerset, BA20 1AA"),
        ("12a High Street, Yeovil BA20 1AA", "12 A High St, Yeovil, BA20 1AA"),
        ("Flat 2, 7 Alder Road, Poole BH15 1AA", "Apt 2 7 Alder Rd. Poole BH15 1AA"),
        ("Flat B, 7 Alder Road, Poole BH15 1AA", "flat b 7 alder rd, poole, bh151aa"),
        ("5 St John's Road, Bath BA1 1AA", "5 St Johns Rd Bath BA1 1AA"),
        ("Rose Cottage, Mill Lane BA20 1AA", "ROSE COTTAGE MILL LN, BA20 1AA"),
        ("12 High Street, Yeovil", "12 high st. YEOVIL"),
    ],
)
def test_two_ways_of_writing_an_address_meet(one: str, two: str) -> None:
    assert address_key(one) == address_key(two) != ""


def test_different_addresses_never_meet() -> None:
    texts = [
        "12 High Street, Yeovil BA20 1AA", "13 High Street, Yeovil BA20 1AA", "12 High Street, Yeovil BA20 1AB",
        "Flat 1, 12 High Street, Yeovil BA20 1AA", "Flat 2, 12 High Street, Yeovil BA20 1AA",
        "12a High Street, Yeovil BA20 1AA", "12 Low Street, Yeovil BA20 1AA", "Flat A, 12 High Street BA20 1AA",
        "12 High Street, Yeovil", "12 High Street, Poole", "112 High Street, Yeovil", "Rose Cottage, Yeovil BA20 1AA",
    ]  # fmt: skip
    keys = [address_key(text) for text in texts]
    assert "" not in keys
    assert len(set(keys)) == len(texts)


@pytest.mark.parametrize(
    "text",
    ["", "NFA", "N.F.A., Yeovil BA20 1AA", "no fixed abode", "unknown", "BA20 1AA", "High Street, Yeovil",
     "12 High Street", "Yeovil", "12 Station Road East", "12", "Flat BA20 1AA"],
)  # fmt: skip
def test_what_names_no_house_has_no_key(text: str) -> None:
    assert address_key(text) == ""


def meet(one: tuple[str, str, str], two: tuple[str, str, str]) -> bool:
    return bool(set(name_keys(*one)) & set(name_keys(*two)))


@pytest.mark.parametrize(
    "other",
    [("Bob", "O'Hara", "1990-02-03"), ("ROBERT JAMES", "OHARA", "1990-02-03"), ("O'Hara", "Robert", "1990-02-03"),
     ("o\u2019hara", "bob", "1990-02-03")],
)  # fmt: skip
def test_names_with_the_same_birthday_meet(other: tuple[str, str, str]) -> None:
    assert meet(("Robert", "O'Hara", "1990-02-03"), other)


@pytest.mark.parametrize(
    "other",
    [("Robert", "O'Hara", "1990-03-02"), ("Robert", "O'Hare", "1990-02-03"), ("Simon", "O'Hara", "1990-02-03")],
)
def test_another_birthday_or_name_is_another_person(other: tuple[str, str, str]) -> None:
    assert not meet(("Robert", "O'Hara", "1990-02-03"), other)


@pytest.mark.parametrize("born", ["", "1990", "1990-02", "1990-02-31", "1900-01-01", "03/02/1990"])
def test_a_name_alone_is_never_a_key(born: str) -> None:
    assert name_keys("Robert", "O'Hara", born) == ()


def test_only_national_references_are_keys() -> None:
    assert person_ref_key("PNC:12/345678A") == person_ref_key("12/0345678a") == person_ref_key("2012/345678A")
    assert person_ref_key("12/345678A") != person_ref_key("12/345678B")
    assert person_ref_key("E23000039:2012/0345678A") == person_ref_key("PNC:12/0345678A")
    assert person_ref_key("CRO:123456/12X") == "CRO:123456/12X"
    assert [person_ref_key(text) for text in ("50:ABC123", "N100001", "5200863088", "")] == [""] * 4


def mention(number: int, record: str, kind: str, raw: str, normalised: str | None = None) -> dict[str, str]:
    return {"mention_id": f"M{number}", "record_id": record, "entity_type": kind, "raw": raw,
            "normalised": raw if normalised is None else normalised}  # fmt: skip


PARTICULARS = ["mention_id", "forename", "surname", "born", "address", "postcode", "refs"]


def test_keys_of_mentions_and_particulars() -> None:
    mentions = pd.DataFrame(
        [
            mention(1, "R1", "deal_line", "The FULMAR line", "fulmar"),
            mention(2, "R1", "phone", "07700 900123"),
            mention(3, "R2", "person", "Robert O'Hara", "50:N1"),
            mention(4, "R3", "place", "Yeovil"),
            mention(5, "R3", "vehicle", "ab12 cde"),
        ]
    )
    particulars = pd.DataFrame(
        [["M3", "simon", "o'hara", "1990-02-03", "12 high street, yeovil", "BA20 1AA", "50:N1;PNC:12/345678A"]],
        columns=PARTICULARS,
    )
    keys = comparison_keys(mentions, particulars)
    found = {tuple(row) for row in keys[["record_id", "entity_type", "basis"]].itertuples(index=False)}
    assert found == {
        ("R1", "deal_line", "brand name"),
        ("R1", "deal_line", "brand name and number"),
        ("R1", "phone", "same value"),
        ("R2", "person", "national reference"),
        ("R2", "person", "name and date of birth"),
        ("R2", "address", "same value"),
        ("R3", "vehicle", "same value"),
    }
    assert set(keys.loc[keys["basis"] == "national reference", "key"]) == {"12/345678A"}
    assert "fulmar\x1f+447700900123" in set(keys["key"])
    assert keys.loc[keys["entity_type"] == "address", "mention_id"].isna().all()
    assert set(keys["basis"]) <= set(BASIS_WEIGHT)


def test_a_home_that_is_a_mention_too_counts_once() -> None:
    mentions = pd.DataFrame(
        [
            mention(1, "R1", "address", "12 high street, yeovil, BA20 1AA", "12 high street yeovil|ba20 1aa"),
            mention(2, "R1", "person", "named", "R1:P1"),
            mention(3, "R1", "person", "named", "R1:P2"),
        ]
    )
    particulars = pd.DataFrame(
        [
            ["M2", "simon", "vale", "1990", "12 high street, yeovil", "BA20 1AA", None],
            ["M3", "maria", "vale", None, "14 high street, yeovil", None, None],
        ],
        columns=PARTICULARS,
    )
    keys = comparison_keys(mentions, particulars)
    assert list(keys["entity_type"]) == ["address", "address"]
    assert sorted(keys["mention_id"].fillna("")) == ["", "M1"]


def test_nothing_to_compare() -> None:
    empty = comparison_keys(pd.DataFrame([mention(1, "R1", "place", "Poole")]), pd.DataFrame(columns=PARTICULARS))
    assert empty.empty


def test_entities_of_one_shared_key_are_one_item() -> None:
    keys = pd.DataFrame(
        [
            ("N1", "person", "a"),
            ("N2", "person", "a"),
            ("N2", "person", "b"),
            ("N3", "person", "c"),
            ("T1", "phone", "a"),
        ],
        columns=["entity_id", "entity_type", "key"],
    )
    assert items_by_key(keys, {("person", "a")}).to_dict() == {"N1": "N1", "N2": "N1"}
    assert items_by_key(keys, {("person", "b"), ("phone", "a")}).to_dict() == {"N2": "N2", "T1": "T1"}
    assert items_by_key(keys, set()).empty


def test_strength_by_hand() -> None:
    assert side_strength(["IR/1", "IR/1", "IR/2"], [0.5, 0.5, 0.6]) == pytest.approx(1 - 0.5 * 0.4)
    assert side_strength([], []) == 0
    # Both sides 0.8 of a brand alone: 0.8 x 0.8 x 0.5 = 0.32; three types: 1 - 0.68 x 0.75 x 0.75.
    assert overlap_strength((0.8, 0.8), 0.5, 1) == pytest.approx(0.32)
    assert overlap_strength((0.8, 0.8), 0.5, 3) == pytest.approx(1 - 0.68 * 0.5625)
    assert [strength_word(value) for value in (0, 0.29, 0.3, 0.59, 0.6, 1)] == [
        "weak", "weak", "fair", "fair", "strong", "strong",
    ]  # fmt: skip


WEIGHT = st.floats(0, 1)


@given(WEIGHT, WEIGHT, WEIGHT, st.integers(1, 5))
def test_more_evidence_never_weakens(one: float, two: float, basis: float, types: int) -> None:
    strength = overlap_strength((one, two), basis, types)
    assert 0 <= strength <= 1
    assert overlap_strength((one, two), basis, types + 1) >= strength - 1e-12
    assert side_strength(["a", "b"], [one, two]) >= max(one, two) - 1e-12


def test_hash_is_a_keyed_hash_of_version_type_and_key() -> None:
    message = b"linesmap overlap v1\x1fphone\x1f+447700900123"
    assert hash_keys(SECRET, [("phone", "+447700900123")]) == [hmac.new(SECRET, message, hashlib.sha256).hexdigest()]


KEY = st.tuples(st.sampled_from(["phone", "vehicle", "person"]), st.text(max_size=6))


@given(st.sets(KEY, max_size=30), st.sets(KEY, max_size=30))
def test_hashes_are_shared_exactly_where_keys_are(one: set[tuple[str, str]], two: set[tuple[str, str]]) -> None:
    hashed = set(hash_keys(SECRET, one)) & set(hash_keys(SECRET, two))
    assert hashed == set(hash_keys(SECRET, one & two))
    assert len(hashed) == len(one & two)


def keys_frame() -> pd.DataFrame:
    rows = [("phone", "+447700900123", "2022-03", "E23000039"), ("vehicle", "AB12CDE", "", ""),
            ("person", "ohara\x1frobert\x1f1990-02-03", "2021-11", "E23000039;E23000036")]  # fmt: skip
    return pd.DataFrame(rows, columns=["entity_type", "key", "last_month", "contact"])


def write(folder: Path, text: str) -> Path:
    path = folder / "keys.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("bare", [False, True])
def test_a_keys_file_is_read_as_written(tmp_path: Path, *, bare: bool) -> None:
    text = keys_text(SECRET, keys_frame(), bare=bare)
    path = write(tmp_path, text)
    assert is_keys_file(path)
    read = read_keys(path, SECRET, Settings())
    assert list(read["hash"]) == sorted(read["hash"])
    pairs = [("phone", "+447700900123"), ("vehicle", "AB12CDE"), ("person", "ohara\x1frobert\x1f1990-02-03")]
    assert set(read["hash"]) == set(hash_keys(SECRET, pairs))
    by_type = read.set_index("entity_type")
    assert by_type.loc["phone", "last_month"] == ("" if bare else "2022-03")
    assert by_type.loc["person", "contact"] == ("" if bare else "E23000039;E23000036")
    assert ("2022" in text) is not bare


def test_two_secrets_share_no_hash() -> None:
    one, two = (set(keys_text(secret, keys_frame(), bare=True).split()) for secret in (SECRET, SECRET[::-1]))
    assert not {line for line in one & two if "," in line and "entity_type" not in line}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("linesmap overlap", "something else"), "made by `linesmap overlap"),
        (lambda text: text.replace("keys,1,", "keys,2,"), "version"),
        (lambda text: text.replace("phone,", "telephone,"), "line"),
        (lambda text: text.replace("2022-03", "2022-13"), "line"),
        (lambda text: text + "phone,abc,2022-01,E23000039\n", "line 6"),
        (lambda text: text + '"=1+1",,,\n', "line 6"),
        (lambda text: text + "caf\u00e9\n", "line 6"),
        (lambda text: text + "x" * 5000, "line 6"),
        (lambda _: "", "made by `linesmap overlap"),
    ],
)  # fmt: skip
def test_a_damaged_keys_file_is_refused(tmp_path: Path, change: object, said: str) -> None:
    path = write(tmp_path, change(keys_text(SECRET, keys_frame())))  # type: ignore[operator]
    with pytest.raises(InputError, match=said):
        read_keys(path, SECRET, Settings())


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    head = keys_text(SECRET, keys_frame()[:0]).encode()
    path.write_bytes(head + content)
    try:
        read = read_keys(path, SECRET, Settings())
    except InputError as error:
        assert str(content) not in str(error)
    else:
        assert read.empty or set(read["entity_type"]) <= {"phone", "vehicle", "address", "person", "deal_line"}


def test_bounds_of_a_keys_file(tmp_path: Path) -> None:
    path = write(tmp_path, keys_text(SECRET, keys_frame()))
    with pytest.raises(FileTooLargeError, match="2 rows"):
        read_keys(path, SECRET, Settings(max_rows=2))
    with pytest.raises(FileTooLargeError, match="0 MB"):
        read_keys(path, SECRET, Settings(max_file_mb=0))
    with pytest.raises(InputError, match="there is none"):
        read_keys(tmp_path / "none.csv", SECRET, Settings())


def test_a_wrong_secret_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, keys_text(SECRET, keys_frame()))
    with pytest.raises(InputError, match="another secret"):
        read_keys(path, SECRET + b"x", Settings())


@pytest.mark.parametrize("content", [b"", b"short", b"123456789012345", b" 123456789012345 \n", b"x" * 5000])
def test_a_secret_too_short_or_long_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match="16 to 4,096 bytes"):
        read_secret(path)


def test_the_line_end_of_an_editor_does_not_change_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    read = set()
    for content in (SECRET, SECRET + b"\n", SECRET + b"\r\n", b"\xef\xbb\xbf" + SECRET):
        path.write_bytes(content)
        read.add(read_secret(path))
    assert read == {SECRET}
    with pytest.raises(InputError, match="there is none"):
        read_secret(tmp_path / "none")


def test_no_two_things_of_different_kinds_share_a_hash() -> None:
    hashes = hash_keys(SECRET, [(kind, "AB12CDE") for kind in ("phone", "vehicle", "address", "person", "deal_line")])
    assert all(one != two for one, two in combinations(hashes, 2))
