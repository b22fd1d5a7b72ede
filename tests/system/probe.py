#!/usr/bin/env python3
"""probe.py -- ask a server for the time and for its status.

Usage: probe.py SERVER PORT [FROM [FROMPORT]]
Prints one line: the words "time" and "status" for what was answered, or
"nothing".

SPDX-License-Identifier: BSD-2-Clause
"""
import socket
import sys
import time

PATIENCE = 0.6  # s for an answer
QUESTIONS = {
    "time": b"\x23" + bytes(39) + b"\x5a" * 8,
    "status": b"\x16\x02\x00\x07" + bytes(8),
}


def kind(question, answer):
    """Return which of QUESTIONS ANSWER is the answer to, or None."""
    if len(answer) == 48 and answer[0] & 7 == 4 and answer[24:32] == b"\x5a" * 8:
        return "time"
    if len(answer) > 12 and answer[1] == 0x82 and answer[2:4] == question[2:4]:
        return "status"
    return None


def main():
    server, port = sys.argv[1], int(sys.argv[2])
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    heard = []
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        if len(sys.argv) > 3:
            s.bind((sys.argv[3], int((sys.argv + ["0"])[4])))
        s.connect((server, port))
        for question in QUESTIONS.values():
            s.send(question)
        end = time.monotonic() + PATIENCE
        while len(heard) < len(QUESTIONS) and time.monotonic() < end:
            s.settimeout(max(end - time.monotonic(), 0.01))
            try:
                answer = s.recv(2048)
            except OSError:
                continue
            for word, question in QUESTIONS.items():
                if kind(question, answer) == word and word not in heard:
                    heard.append(word)
    print(" ".join(sorted(heard, reverse=True)) or "nothing")


main()
