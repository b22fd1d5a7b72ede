#!/usr/bin/env python3
"""golden.py -- run ntpdate as told in files and compare with what is told.

Usage: golden.py PROGRAM VERSION FAKECLOCK TAG FILE...
A file has a line for what is run (args), where (host), what ends it (status),
how long it takes (seconds, or the least and the most of them), each line it
prints (out, err), what the clock is told (clock), "refused" if the right to set
it lacks, and "nobody" if it is not root who runs it.  Words and blanks must be
the same; dates, process ids and stamps are of their own, and numbers with a
point agree to SLACK.  A machine that is busy just then gets a second chance.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

SLACK = 0.02    # the machine may be busy
LATE = 1.0      # s
ONE_AT_A_TIME = threading.Lock()    # the NTP port is there once
PATTERNS = [
    (r"[ 123]\d [A-Z][a-z]{2} \d\d:\d\d:\d\d ntpdate\[\d+\]: ", "PREFIX "),
    (r"[0-9a-f]{8}\.[0-9a-f]{8}  [A-Z][a-z]{2}, [A-Z][a-z]{2} [ \d]\d \d{4} "
     r"[ \d]\d:\d\d:\d\d\.\d{3}", "STAMP"),
]
NUMBER = re.compile(r"(?<![\d.])-?\d+\.\d+(?![\d.])")


def read(path):
    """Return the golden in PATH as a dictionary of lists."""
    golden = {"name": os.path.basename(path)}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            key, _, rest = line.rstrip("\n").partition(" ")
            golden.setdefault(key, []).append(rest)
    return golden


def same(wanted, got):
    """Are the lines WANTED and GOT the same but for what may differ?"""
    for pattern, word in PATTERNS:
        wanted, got = re.sub(pattern, word, wanted), re.sub(pattern, word, got)
    if "ANY" in wanted:
        got = re.sub(r"server (\S+) offset", "server ANY offset", got)
    if NUMBER.sub(lambda m: shape(m[0]), wanted) != NUMBER.sub(
            lambda m: shape(m[0]), got):
        return False
    return all(abs(float(a) - float(b)) <= SLACK for a, b in
               zip(NUMBER.findall(wanted), NUMBER.findall(got)))


def shape(number):
    """Return NUMBER with no more than its form; 0 has a sign by chance."""
    tail = len(number.partition(".")[2])
    return ("-" if float(number) < -SLACK else "") + "N." + "n" * tail


def run(golden, program, fakeclock, tag):
    """Return what the command of GOLDEN did."""
    host = golden.get("host", ["one"])[0]
    with tempfile.TemporaryFile("w+") as clock:
        env = dict(os.environ)
        words = ["ip", "netns", "exec", f"{tag}-{host}", "setpriv",
                 "--bounding-set=-sys_time", "--inh-caps=-sys_time"]
        if "nobody" in golden:
            words += ["--reuid=65534", "--clear-groups"]
        elif "refused" not in golden:
            words += ["env", f"LD_PRELOAD={fakeclock}",
                      f"FAKECLOCK={clock.fileno()}"]
        words += [program] + golden["args"][0].split()
        began = time.monotonic()
        done = subprocess.run(
            words, env=env, capture_output=True, text=True, check=False,
            timeout=60, pass_fds=[clock.fileno()])
        took = time.monotonic() - began
        clock.seek(0)
        return {"status": done.returncode, "seconds": took,
                "out": done.stdout.splitlines(),
                "err": done.stderr.splitlines(),
                "clock": clock.read().splitlines()}


def differences(golden, did, names):
    """Return lines about what DID is not as GOLDEN has it."""
    found = []
    if did["status"] != int(golden.get("status", ["0"])[0]):
        found.append(f"status {did['status']}")
    if "seconds" in golden:
        span = [float(word) for word in golden["seconds"][0].split()]
        if not span[0] - 0.1 < did["seconds"] < span[-1] + LATE:
            found.append(f"took {did['seconds']:.1f} s")
    for stream in "out", "err", "clock":
        wanted = golden.get(stream, [])
        for name, value in names.items():
            wanted = [line.replace(name, value) for line in wanted]
        got = did[stream]
        if len(wanted) != len(got) or not all(map(same, wanted, got)):
            found += [f"{stream} wanted: {line}" for line in wanted]
            found += [f"{stream} got: {line}" for line in got]
    return found


def main():
    program, version, fakeclock, tag = sys.argv[1:5]
    names = {"PROGRAM": program, "VERSION": version}

    def check(path):
        golden = read(path)
        for _ in range(2):
            if golden.get("host") != ["two"]:
                did = run(golden, program, fakeclock, tag)
            else:
                with ONE_AT_A_TIME:
                    did = run(golden, program, fakeclock, tag)
            found = differences(golden, did, names)
            if not found:
                break
        return golden["name"], found

    bad = False
    with ThreadPoolExecutor(4) as pool:
        for name, found in pool.map(check, sys.argv[5:]):
            print(("not ok" if found else "ok"), "golden", name)
            for line in found:
                print("#", line)
            bad = bad or bool(found)
    sys.exit(bad)


main()
