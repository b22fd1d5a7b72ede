#!/usr/bin/env python3
"""oddserver.py -- NTP servers that each have something wrong with them.

Usage: oddserver.py ADDRESS=WAY...
WAY is one of:
  good        stratum 2, synchronised
  silent      takes requests, never answers
  unsync      leap 3, stratum 0, reference id INIT
  deny        the kiss DENY
  rate        the kiss RATE
  high        stratum 12
  loop        stratum 3, its reference id is the client's address
  far         says that it is 5 s away from its primary source
  off         10 ms ahead
  wrong       5 s ahead
  badkey      signs with what is no digest
  nak         answers with a crypto-NAK

SPDX-License-Identifier: BSD-2-Clause
"""
import select
import socket
import struct
import sys
import time

UNIX_EPOCH = 2208988800


def stamp(when):
    """Return WHEN (seconds since 1970) as eight octets."""
    when += UNIX_EPOCH
    return struct.pack(">II", int(when) & 0xFFFFFFFF, int(when % 1 * 2**32))


def answer(way, request, client):
    """Return what a server of this WAY answers; None: nothing."""
    leap, stratum, dispersion, offset = 0, 2, 0.0, 0.0
    refid, tail = b"\x0a\x01\x01\x01", b""
    if way == "silent":
        return None
    if way in ("unsync", "deny", "rate"):
        leap, stratum = 3, 0
        refid = {"unsync": b"INIT", "deny": b"DENY", "rate": b"RATE"}[way]
    elif way == "high":
        stratum = 12
    elif way == "loop":
        stratum, refid = 3, socket.inet_aton(client[0])
    elif way == "far":
        dispersion = 5.0
    elif way == "off":
        offset = 0.01
    elif way == "wrong":
        offset = 5.0
    elif way == "badkey":
        tail = request[48:52] + bytes(16)
    elif way == "nak":
        tail = bytes(4)
    now = time.time() + offset
    return (struct.pack(">BBbbII", leap << 6 | 0x24, stratum, 6, -20, 0,
                        int(dispersion * 65536)) +
            refid + stamp(now - 10) + request[40:48] + stamp(now) +
            stamp(time.time() + offset) + tail)


def main():
    servers = {}
    for word in sys.argv[1:]:
        address, way = word.split("=")
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        server = socket.socket(family, socket.SOCK_DGRAM)
        server.bind((address, 123))
        servers[server] = way
    while True:
        for server in select.select(list(servers), [], [])[0]:
            request, client = server.recvfrom(1024)
            reply = answer(servers[server], request, client)
            if len(request) >= 48 and reply is not None:
                server.sendto(reply, client)


main()
