#!/usr/bin/env python3
# shmwriter.py -- leave times in the shared memory of a reference clock.
# SPDX-License-Identifier: BSD-2-Clause
#
# Usage: shmwriter.py UNIT OFFSET MODE [SECONDS]: a time that is OFFSET ahead of
# this host's, every half second; removes the segment if SECONDS is 0.
import ctypes
import ctypes.util
import sys
import time

SIZE = 96
libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
libc.shmat.restype = ctypes.c_void_p
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]


class Segment(ctypes.Structure):
    _fields_ = [
        ("mode", ctypes.c_int), ("count", ctypes.c_int),
        ("clock_s", ctypes.c_long), ("clock_us", ctypes.c_int),
        ("receive_s", ctypes.c_long), ("receive_us", ctypes.c_int),
        ("leap", ctypes.c_int), ("precision", ctypes.c_int),
        ("nsamples", ctypes.c_int), ("valid", ctypes.c_int),
        ("clock_ns", ctypes.c_uint), ("receive_ns", ctypes.c_uint),
        ("dummy", ctypes.c_int * 8)]


def main():
    unit, offset, mode = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 60
    ident = libc.shmget(0x4e545030 + unit, SIZE, 0)
    if ident < 0:
        sys.exit("there is no segment of unit %d" % unit)
    if seconds == 0:
        libc.shmctl(ident, 0, None)
        return
    segment = Segment.from_address(libc.shmat(ident, None, 0))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = time.time_ns()
        clock = now + int(offset * 1e9)
        segment.mode = mode
        segment.count += 1
        segment.clock_s, rest = divmod(clock, 10**9)
        segment.clock_us, segment.clock_ns = rest // 1000, rest
        segment.receive_s, rest = divmod(now, 10**9)
        segment.receive_us, segment.receive_ns = rest // 1000, rest
        segment.leap, segment.precision = 0, -20
        segment.count += 1
        segment.valid = 1
        time.sleep(0.5)


main()
