#!/usr/bin/env python3
"""screens.py -- run ntpq as told in files and compare every octet it writes.

Usage: screens.py NTPQ NAMESPACE FILE...
The first line of a FILE has the arguments, the second the exit status; then
come the lines of standard output, each behind "|", and of standard error, each
behind "!".  Where time passes between question and answer, a screen may be
asked again: one of three tries is to be right.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import shlex
import subprocess
import sys

TRIES = 3


def read(path):
    """Return arguments and what is expected, as in the file at PATH."""
    with open(path, encoding="latin-1", newline="\n") as f:
        args, rest = f.read().split("\n", 1)
    return shlex.split(args), rest


def behind(sign, text):
    """Return the lines of TEXT with SIGN in front."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return "".join(f"{sign}{line}\n" for line in lines)


def run(program, namespace, args):
    """Return what PROGRAM does with ARGS, in the form of the files."""
    done = subprocess.run(
        ["ip", "netns", "exec", namespace, "setpriv",
         "--bounding-set=-sys_time", "--inh-caps=-sys_time", program, *args],
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
        timeout=60, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"})
    return (f"status {done.returncode}\n" +
            behind("|", done.stdout.decode("latin-1")) +
            behind("!", done.stderr.decode("latin-1")
                   .replace(program, "ntpq")))


def main():
    """Compare all; return the status to end with."""
    bad = 0
    for path in sys.argv[3:]:
        args, wanted = read(path)
        for _ in range(TRIES):
            got = run(sys.argv[1], sys.argv[2], args)
            if got == wanted:
                break
        word = "ok" if got == wanted else "not ok"
        print(f"{word} {os.path.basename(path)}: ntpq {shlex.join(args)}")
        if got != wanted:
            bad = 1
            print(f"expected:\n{wanted}got:\n{got}", end="")
    return bad


if __name__ == "__main__":
    sys.exit(main())
