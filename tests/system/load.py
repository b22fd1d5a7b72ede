#!/usr/bin/env python3
# load.py -- ask a server steadily and count what comes back.
# SPDX-License-Identifier: BSD-2-Clause
#
# Usage: load.py ADDRESS PORT PER-SECOND SECONDS
# Prints "sent N, answered N" and ends with status 1 unless all were answered.
import os
import select
import socket
import sys
import time

address, port, rate, seconds = sys.argv[1:5]
rate, seconds = int(rate), float(seconds)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect((address, int(port)))
s.setblocking(False)
asked, answered = set(), set()


def collect(wait):
    while select.select([s], [], [], wait)[0]:
        reply = s.recv(1024)
        wait = 0
        if reply[24:32] in asked:
            answered.add(reply[24:32])


start = time.monotonic()
for i in range(int(rate * seconds)):
    cookie = os.urandom(8)
    asked.add(cookie)
    s.send(b"\x23" + bytes(39) + cookie)
    collect(max(0, start + i / rate - time.monotonic()))
collect(1)
print(f"sent {len(asked)}, answered {len(answered)}")
sys.exit(answered != asked)
