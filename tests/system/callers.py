#!/usr/bin/env python3
"""callers.py -- ask a server from very many addresses.

Usage: callers.py ADDRESS PORT NUMBER PER-SECOND SECONDS
The addresses are 10.128.0.0 and those that follow, which must be local.  Each
asks until it is answered; then they ask again, one after the other, PER-SECOND
times a second, and what they are answered is not looked at.

SPDX-License-Identifier: BSD-2-Clause
"""
import socket
import struct
import sys
import time

IP_PKTINFO = 8
FIRST = 0x0A800000  # address
AT_ONCE = 100       # that many wait for an answer
PATIENCE = 0.5      # s
PACKET = b"\x23" + bytes(47)


def ask(sock, server, address):
    """Send SERVER a packet from ADDRESS."""
    sock.sendmsg([PACKET], [(socket.IPPROTO_IP, IP_PKTINFO, struct.pack(
        ">III", 0, address, 0))], 0, server)


def ask_all(sock, server, addresses):
    """Ask from all of ADDRESSES until each has been answered."""
    waiting = set(addresses)
    while waiting:
        for address in waiting:
            ask(sock, server, address)
        try:
            while waiting:
                _, notes, _, _ = sock.recvmsg(1024, 1024)
                waiting.discard(struct.unpack_from(">I", notes[0][2], 8)[0])
        except TimeoutError:
            pass


def main():
    """Do what the arguments say."""
    address, port, number, rate, seconds = sys.argv[1:]
    number, rate, server = int(number), int(rate), (address, int(port))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", 0))
        sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        sock.settimeout(PATIENCE)
        for i in range(0, number, AT_ONCE):
            ask_all(sock, server, range(FIRST + i,
                                        FIRST + min(i + AT_ONCE, number)))
        print("filled", flush=True)
        start = time.monotonic()
        for sent in range(int(rate * float(seconds))):
            ask(sock, server, FIRST + sent * 7919 % number)
            if sent % 100 == 0:
                time.sleep(max(0, start + sent / rate - time.monotonic()))


main()
