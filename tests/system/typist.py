#!/usr/bin/env python3
# typist.py -- types at a program on a terminal and shows what it answers.
# SPDX-License-Identifier: BSD-2-Clause
#
# Usage: typist.py KEYS PROGRAM ARGUMENT...
# KEYS has the escapes of a string (\t, \n); they are typed one by one, slowly
# enough for the program to answer.
import os
import pty
import select
import sys
import time

keys = sys.argv[1].encode().decode('unicode_escape').encode()
pid, fd = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'dumb'
    os.execvp(sys.argv[2], sys.argv[2:])


def show(seconds):
    end = time.time() + seconds
    while time.time() < end:
        if not select.select([fd], [], [], 0.05)[0]:
            continue
        try:
            data = os.read(fd, 4096)
        except OSError:
            return False
        if not data:
            return False
        sys.stdout.write(data.decode('ascii', 'replace'))
    return True


show(0.5)
for key in keys:
    os.write(fd, bytes([key]))
    if not show(0.3 if key in b'\t\n' else 0.02):
        break
show(0.5)
os.close(fd)
