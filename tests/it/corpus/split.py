#!/usr/bin/env python3
"""Splits the corpus of SMTP replies into learning.jsonl and held_out.jsonl, and checks both files.

    split.py rows.jsonl [...]   add rows to the corpus: merge, drop repeated texts, split, write both files
    split.py --check            validate both files; exit status 1 on the first broken rule
    split.py --count            counts per kind, stage, provider and source, without any reply text

The half of a row depends on its text alone: SHA-256 of the normalised reply, first byte % 5 == 0 is held out.
"""

import collections
import hashlib
import ipaddress
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SRC = HERE.parents[2] / "src"
LEARNING = HERE / "learning.jsonl"
HELD_OUT = HERE / "held_out.jsonl"

FIELDS = ["provider", "stage", "mechanism", "reply", "reason", "also_accept", "retryable", "cause", "source", "seen"]
OPTIONAL = {"mechanism", "also_accept", "seen"}
DOCUMENTATION_NETS = [
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16")
]


# Codes that carry the meaning of a reply (PH01, S3140, SC-004, OFR_417, LPN007_416) are no ids.
PROVIDER_CODE = re.compile(r"[a-z]{1,6}[-_]?\d{1,4}|[a-z]{2,4}\d{3}_\d{3}")


def normalise(reply):
    """The text without what differs between two occasions: addresses, hosts' numbers, ids, digits, line breaks."""
    text = re.sub(r"(?:^|\n)\s*\d{3}[- ]", " ", reply).lower()
    text = re.sub(r"[\w.+=-]+@[\w.-]+", "@", text)
    text = re.sub(r"\b[0-9a-f:]*:[0-9a-f:]*:[0-9a-f]*\b", "#", text)
    words = []
    for word in re.findall(r"[^\s,;()\[\]<>\"']+", text):
        word = word.strip(".:!?-")
        if any(c.isdigit() for c in word) and not PROVIDER_CODE.fullmatch(word):
            switches = len(re.findall(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", word))
            if len(word) >= 10 or switches >= 3 or not re.search(r"[^\d./:_#-]", word):
                word = "#"
        if word and not (word == "#" and words[-1:] == ["#"]):
            words.append(word)
    if not any(word != "#" and any(c.isalpha() for c in word) for word in words):
        return " ".join(reply.lower().split())
    return " ".join(words)


def is_held_out(reply):
    return hashlib.sha256(normalise(reply).encode()).digest()[0] % 5 == 0


def read(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write(path, rows):
    lines = (json.dumps({f: row[f] for f in FIELDS if f in row}, ensure_ascii=False) for row in rows)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def key(row):
    return (normalise(row["reply"]), row["reason"])


def add(paths):
    rows, seen = [], {}
    for row in read(LEARNING) + read(HELD_OUT) + [row for path in paths for row in read(pathlib.Path(path))]:
        if key(row) not in seen:
            seen[key(row)] = True
            rows.append(row)
    rows.sort(key=lambda r: (r["stage"], r["reason"], r["provider"], r["reply"]))
    write(LEARNING, [r for r in rows if not is_held_out(r["reply"])])
    write(HELD_OUT, [r for r in rows if is_held_out(r["reply"])])


def codes(enum):
    """The codes of one of the enums of src/error."""
    for path in sorted((SRC / "error").glob("*.rs")):
        found = re.search(rf"^    {enum} \{{(.*?)^    \}}", path.read_text(encoding="utf-8"), re.S | re.M)
        if found:
            return set(re.findall(r'= "([a-z0-9_]+)"', found.group(1)))
    return set()


def providers():
    """The ids of the catalogue in src/provider."""
    for path in sorted((SRC / "provider").rglob("*.rs")):
        ids = set(re.findall(r'^    \w+ = "([a-z0-9.-]+)", "', path.read_text(encoding="utf-8"), re.M))
        if ids:
            return ids | {"other"}
    return set()


def problems(row, held_out, kinds, stages, ids):
    if set(row) - set(FIELDS) or set(FIELDS) - OPTIONAL - set(row):
        yield "fields"
        return
    for kind in [row["reason"], *row.get("also_accept", [])]:
        if kind not in kinds:
            yield f"unknown kind {kind}"
    if row["reason"] in row.get("also_accept", []):
        yield "also_accept repeats the reason"
    if row["stage"] not in stages:
        yield f"unknown stage {row['stage']}"
    if row["provider"] not in ids:
        yield f"unknown provider {row['provider']}"
    if not isinstance(row["retryable"], bool):
        yield "retryable is no boolean"
    if not row["reply"].strip() or not row["cause"].strip() or not row["source"].strip():
        yield "empty text"
    if is_held_out(row["reply"]) != held_out:
        yield "in the wrong half"
    for text in re.findall(r"(?<![\w.-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.]*\d)", row["reply"]):
        if text in VERSIONS:
            continue
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue
        if not any(address in net for net in DOCUMENTATION_NETS):
            yield f"address {text}"
    for domain in re.findall(r"[\w.+=-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", row["reply"], re.I):
        if not re.search(r"(^|\.)example\.[a-z.]+$|\.(example|invalid|test)$", domain, re.I):
            if domain.lower() not in ALLOWED_DOMAINS:
                yield f"domain {domain}"


# Providers' own contact addresses that their replies name.
ALLOWED_DOMAINS = {"sendinblue.com", "messaging.microsoft.com"}
VERSIONS = {"3.2.1.1", "4.1.1.1"}


def check():
    kinds, stages, ids = codes("ErrorKind"), codes("Stage"), providers()
    seen, bad = {}, 0
    for path, held_out in ((LEARNING, False), (HELD_OUT, True)):
        for number, row in enumerate(read(path), 1):
            for problem in problems(row, held_out, kinds, stages, ids):
                print(f"{path.name}:{number}: {problem}")
                bad += 1
            if key(row) in seen:
                print(f"{path.name}:{number}: same text as {seen[key(row)]}")
                bad += 1
            seen[key(row)] = f"{path.name}:{number}"
    print(f"{len(seen)} rows, {len({text for text, _ in seen})} texts, {bad} problems")
    return 1 if bad else 0


def count():
    learning, held_out = read(LEARNING), read(HELD_OUT)
    rows = learning + held_out
    print(f"{len(rows)} rows: {len(learning)} learning, {len(held_out)} held out")
    for field in ("reason", "stage", "provider", "source"):
        tally = collections.Counter(
            re.sub(r"[@ #].*|(?<=://)([^/]+).*", r"\1", r[field]) if field == "source" else r[field] for r in rows
        )
        print(f"\n{field}: " + ", ".join(f"{name} {n}" for name, n in tally.most_common()))


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    elif sys.argv[1:] == ["--count"]:
        count()
    elif sys.argv[1:]:
        add(sys.argv[1:])
    else:
        sys.exit(__doc__)
