#!/usr/bin/env python3
"""terminal.py -- type at a terminal of 80 columns and 24 rows, and look at it.

Usage: terminal.py SOCKET SESSION FILE
SESSION is the name of a tmux session on the server at SOCKET.  The FILE has
steps: "type" and keys as tmux calls them, each step followed by the screen
that is to come, each row behind "|".  Blanks at the ends of rows and empty rows
at the end do not count, "TIME" stands for any time of the day and one block
for any row of blocks.

SPDX-License-Identifier: BSD-2-Clause
"""
import re
import shlex
import subprocess
import sys
import time

PATIENCE = 20   # s until a screen must have come
TIME_OF_DAY = re.compile(r"\b\d\d:\d\d:\d\d\b")
BLOCKS = re.compile("[\u2581-\u2588]+")


def read(path):
    """Return the steps in the file at PATH: keys, and rows of the screen."""
    steps = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("type"):
                steps.append((shlex.split(line)[1:], []))
            elif line.startswith("|"):
                steps[-1][1].append(line[1:].rstrip())
    return steps


def tmux(server, *words):
    """Return what tmux says."""
    return subprocess.run(["tmux", "-S", server, *words], check=True, text=True,
                          capture_output=True, timeout=20).stdout


def screen(server, session):
    """Return the rows of the screen."""
    rows = [BLOCKS.sub("\u2585", TIME_OF_DAY.sub("TIME", row.rstrip())) for row in
            tmux(server, "capture-pane", "-p", "-t", session).split("\n")]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def main():
    """Play all steps; return the status to end with."""
    server, session, path = sys.argv[1:]
    for number, (keys, wanted) in enumerate(read(path), 1):
        if keys:
            tmux(server, "send-keys", "-t", session, *keys)
        until = time.monotonic() + PATIENCE
        got = screen(server, session)
        while got != wanted and time.monotonic() < until:
            time.sleep(0.1)
            got = screen(server, session)
        word = "ok" if got == wanted else "not ok"
        print(f"{word} {session} {number}: {shlex.join(keys)}")
        if got != wanted:
            print("expected:", *wanted, "got:", *got, sep="\n|")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
