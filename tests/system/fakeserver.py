#!/usr/bin/env python3
"""fakeserver.py -- an NTP server that says what a test wants it to say.

Usage: fakeserver.py ADDRESS PORT OFFSET STRATUM LEAP [REFID [DEAF [MANNER]]]
OFFSET is in seconds, by the kernel's stamp of what came and the time just before
the answer leaves; requests from the port DEAF (0: none) get lost.  MANNER is
"bogus": the origin timestamp is not the request's; "twice": each answer is sent
again, with another time in it; "moved": answers come from another port; "half":
every other request, beginning with the first, gets lost; "stale": its clock was
set more than a day ago.  Prints, for each request, its octets in hex, who sent
it and when it came, in seconds.

SPDX-License-Identifier: BSD-2-Clause
"""
import socket
import struct
import sys
import time

UNIX_EPOCH = 2208988800
SO_TIMESTAMPNS = 35  # Linux's; the socket module does not name it


def stamp(when):
    """Return WHEN (seconds since 1970) as eight octets."""
    when += UNIX_EPOCH
    return struct.pack(">II", int(when) & 0xFFFFFFFF, int(when % 1 * 2**32))


def main():
    address, port, offset = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    stratum, leap = int(sys.argv[4]), int(sys.argv[5])
    refid = (sys.argv[6] if len(sys.argv) > 6 else "GPS\0").encode()
    deaf = int(sys.argv[7]) if len(sys.argv) > 7 else 0
    manner = sys.argv[8] if len(sys.argv) > 8 else ""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as server:
        server.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        server.bind((address, port))
        asked = 0
        while True:
            request, notes, _, client = server.recvmsg(1024, 1024)
            if client[1] == deaf:
                continue
            seconds, nanoseconds = struct.unpack("@ll", notes[0][2])
            came = seconds + nanoseconds / 1e9
            asked += 1
            print(request.hex(), client[0], came, flush=True)
            if manner == "half" and asked % 2 == 1:
                continue
            age = 86410 if manner == "stale" else 10
            head = struct.pack(">BBbb", leap << 6 | 0x24, stratum, 6, -20)

            def answer(wrong=0):
                """Return an answer that leaves now, WRONG seconds off."""
                left = time.time() + offset + wrong
                origin = bytes(8) if manner == "bogus" else request[40:48]
                return (head + bytes(8) + refid + stamp(left - age) + origin +
                        stamp(came + offset + wrong) + stamp(left))

            if manner == "moved":
                with socket.socket(family, socket.SOCK_DGRAM) as other:
                    other.bind((address, 0))
                    other.sendto(answer(), client)
                continue
            server.sendto(answer(), client)
            if manner == "twice":
                server.sendto(answer(100), client)


main()
