#!/usr/bin/env python3
"""garbage.py -- datagrams that nobody should send.

Usage: garbage.py COUNT SEED ADDRESS...
       garbage.py reply SEED ADDRESS
Sends COUNT datagrams to port 123 of the ADDRESSes in turn: random octets, and
questions of all modes with some of their octets changed, cut or continued.
Prints how many answers came.  Or is a server at ADDRESS that answers each
question with many such datagrams, most with the stamp the asker looks for.

SPDX-License-Identifier: BSD-2-Clause
"""
import random
import select
import socket
import sys

PORT = 123
AT_ONCE = 50  # datagrams between looks at what came back
REPLIES = 50

NTP = [bytes([leap << 6 | version << 3 | mode]) + bytes(47)
       for leap in (0, 3) for version in range(8) for mode in range(8)]
CONTROL = [bytes([0x16, op, 0, 1, 0, 0, 0, 0, 0, 0]) +
           len(data).to_bytes(2, "big") + data + bytes(-len(data) % 4)
           for op in range(32)
           for data in (b"", b"stratum", b"leap, stratum, a=b,,=\"", b"," * 400)]
PRIVATE = [bytes([0x17, 0, 3, code]) + bytes(44) for code in range(50)]


def mutate(rng, data):
    """Return DATA with a few things changed."""
    data = bytearray(data)
    for _ in range(rng.randrange(4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    kind = rng.randrange(4)
    if kind == 0:
        data = data[:rng.randrange(len(data) + 1)]
    elif kind == 1:
        data += rng.randbytes(rng.choice((4, 16, 20, 24, 28, 100, 900, 3000)))
    return bytes(data)


def datagram(rng):
    """Return the next one."""
    if rng.randrange(4) == 0:
        return rng.randbytes(rng.choice((0, 1, 4, 11, 12, 13, 47, 48, 49, 68,
                                         72, 500, 1472)))
    return mutate(rng, rng.choice(rng.choice((NTP, CONTROL, PRIVATE))))


def drain(sockets):
    """Return how many answers there are by now."""
    n = 0
    for s in select.select(sockets, [], [], 0.001)[0]:
        try:
            while s.recv(4096, socket.MSG_DONTWAIT):
                n += 1
        except OSError:
            pass
    return n


def reply(rng, address):
    """Answer whoever asks ADDRESS."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((address, PORT))
        while True:
            query, client = s.recvfrom(2048)
            for _ in range(REPLIES):
                answer = rng.randbytes(24) + query[40:48] + rng.randbytes(16)
                answer = bytes([answer[0] & 0xf8 | 4]) + answer[1:]
                s.sendto(mutate(rng, answer) if rng.randrange(4)
                         else datagram(rng), client)


def ask(count, rng, addresses):
    """Send COUNT datagrams to ADDRESSES; return how many answers came."""
    sockets = []
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sockets.append(socket.socket(family, socket.SOCK_DGRAM))
        sockets[-1].connect((address, PORT))
    answers = 0
    for i in range(count):
        try:
            sockets[i % len(sockets)].send(datagram(rng))
        except OSError:
            pass
        if i % AT_ONCE == 0:
            answers += drain(sockets)
    return answers + drain(sockets)


def main():
    rng = random.Random(int(sys.argv[2]))
    if sys.argv[1] == "reply":
        reply(rng, sys.argv[3])
    else:
        print(ask(int(sys.argv[1]), rng, sys.argv[3:]))


main()
