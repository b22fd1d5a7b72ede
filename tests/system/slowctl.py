#!/usr/bin/env python3
"""slowctl.py -- a mode 6 server that keeps those who ask waiting, each in the
way that the last octet of its address stands for.

Usage: slowctl.py PORT BEHAVIOUR...
It serves 127.0.9.1 for the first BEHAVIOUR, 127.0.9.2 for the second, ...

SPDX-License-Identifier: BSD-2-Clause
"""
import socket
import struct
import sys
import threading
import time

HEADER = struct.Struct(">BBHHHHH")
READSTAT, READVAR, READ_MRU, REQ_NONCE = 1, 2, 10, 12
MORE, ERROR = 0x20, 0x40
EPOCH = 2208988800
SYSTEM = b"leap=0, stratum=2, refid=10.0.0.1, offset=0.1, peer=1\r\n"
SOURCE = b"srcadr=%s, dstadr=10.0.0.2, stratum=1, hmode=3, offset=0.1\r\n"
NONCE = b"nonce=0123456789abcdef01234567, "
MANY = b"".join(struct.pack(">HH", i, 0x9614) for i in range(1, 10001))


class Request:
    """A request, and how to answer it."""

    def __init__(self, sock, packet, sender):
        self.sock, self.sender = sock, sender
        (self.first, op, self.sequence, _, self.assoc, _,
         count) = HEADER.unpack_from(packet)
        self.op = op & 0x1f
        self.names = packet[HEADER.size:HEADER.size + count]

    def fragment(self, data, offset=0, flags=0, sequence=None, status=0x615):
        """Send one fragment."""
        self.sock.sendto(HEADER.pack(
            self.first, 0x80 | flags | self.op,
            self.sequence if sequence is None else sequence, status,
            self.assoc, offset & 0xffff, len(data)) + data +
            bytes(-len(data) % 4), self.sender)

    def answer(self, data):
        """Send all of DATA in good form."""
        for at in range(0, max(len(data), 1), 468):
            self.fragment(data[at:at + 468], at,
                          MORE if at + 468 < len(data) else 0)

    def answer_many(self, source=SOURCE % b"10.0.0.1"):
        """Answer well, as a host with very many sources."""
        if self.op == READSTAT:
            self.answer(MANY)
        else:
            self.answer(source if self.assoc else SYSTEM)


def stamp(when):
    """Return the time WHEN, since 1970, as rows have it."""
    return f"0x{int(when) + EPOCH:08x}.{int(when % 1 * 2 ** 32):08x}"


def page(calls):
    """Return the page of CALLS, pairs of a client and when it was heard."""
    text = []
    for i, (n, when) in enumerate(calls):
        text.append(f"addr.{i}=10.0.{n // 250}.{n % 250}:123, last.{i}="
                    f"{stamp(when)}, first.{i}={stamp(calls[0][1])}, ct.{i}=1,"
                    f" mv.{i}=35, rs.{i}=0x0")
    return NONCE + ", ".join(text).encode()


def rows(number, at):
    """Return NUMBER rows of the list of clients, the first heard at AT."""
    return page([(i, at + i * 0.001) for i in range(number)])


def endless(request):
    """Fragments, always with more to come."""
    for i in range(3000):
        request.fragment(b"x=1," * 50, i * 200, MORE)
        time.sleep(0.01)


def trickle(request):
    """The same, slowly, and in order."""
    for i in range(20):
        request.fragment(b"x=1,", i * 4, MORE)
        time.sleep(1.8)


def holes(request):
    """An end, and nothing before it."""
    request.fragment(b"x=1,", 468, MORE)
    request.fragment(b"y=2", 936)


def storm(request):
    """Answers to other questions, many of them."""
    for i in range(6000):
        request.fragment(b"x" * 400, 0, 0, (request.sequence + 1 + i) & 0xffff)
        time.sleep(0.002)


def many(request):
    """Very many sources of which nothing is told."""
    if request.op == READSTAT:
        request.answer(MANY)


def nameless(request):
    """Very many sources without an address whose names are not told."""
    if request.op == READSTAT or request.names == b"":
        request.answer_many(SOURCE % b"0.0.0.0")


def slow(request):
    """Very many sources, told as slowly as can be."""
    if request.op != READSTAT:
        time.sleep(4.5)
    request.answer_many()


def refusing(request):
    """Very many sources that nobody knows, and slowly so."""
    if request.op == READSTAT:
        request.answer(MANY)
    else:
        time.sleep(2)
        request.fragment(b"", 0, ERROR, status=4 << 8)


def crowd(request):
    """Sources whose names take long to find."""
    if request.op == READSTAT:
        request.answer(MANY[:400])
    else:
        request.answer(SOURCE % b"10.1.1.%d" % (request.assoc & 0xff))


def circle(request):
    """A list of clients without an end, always the same; others are told a part
    of it, which makes no sense to them."""
    request.answer(NONCE if request.op == REQ_NONCE else
                   rows(50 if request.op == READ_MRU else 5, 1.7e9))


def drip(request):
    """A list of clients without an end, row by row."""
    time.sleep(0 if request.op == REQ_NONCE else 0.5)
    request.answer(NONCE if request.op == REQ_NONCE else
                   rows(1, time.time() - 1000))


class Busy:
    """A list of clients who go on asking while they are told of; every fourth
    request gets lost."""
    STAY = {5: 10, 10: 0}  # after that page, clients at the list's beginning

    def __init__(self):
        self.asked = self.told = 0
        self.calls = [(i, 1.7e9 + i) for i in range(500)]

    def __call__(self, request):
        self.asked += 1
        if self.asked % 4 == 0:
            return
        if request.op == REQ_NONCE:
            request.answer(NONCE)
        else:
            self.tell(request, request.names.decode())

    def tell(self, request, names):
        """Tell of those who follow the first of NAMES that is still there."""
        start = max((i + 1 for i, (_, when) in enumerate(self.calls)
                     if f"={stamp(when)}" in names), default=0)
        if start == 0 and "last.0=" in names:
            request.fragment(b"", 0, ERROR, status=5 << 8)
            return
        end = min(start + 20, len(self.calls))
        last = self.calls[-1][1]
        request.answer(page(self.calls[start:end]) + (
            f", now={stamp(last + 1)}".encode()
            if end == len(self.calls) else b""))
        self.told += 1
        stay = self.STAY.get(self.told, end)
        again = [(n, last + i + 1)
                 for i, (n, _) in enumerate(self.calls[stay:end])]
        self.calls[stay:] = self.calls[end:] + again


busy = Busy()


def serve(address, port, behave):
    """Answer for ever, each one at the same time as others."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((address, port))
        while True:
            packet, sender = s.recvfrom(2048)
            if len(packet) >= HEADER.size and packet[0] & 7 == 6:
                threading.Thread(target=behave, daemon=True, args=(
                    Request(s, packet, sender),)).start()


if __name__ == "__main__":
    for n, name in enumerate(sys.argv[2:], 1):
        threading.Thread(target=serve, args=(
            f"127.0.9.{n}", int(sys.argv[1]), globals()[name])).start()
