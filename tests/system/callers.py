#!/usr/bin/env python3
"""callers.py -- ask a server from very many addresses.

Usage: callers.py ADDRESS PORT NUMBER PER-SECOND SECONDS
The addresses are 10.128.0.0 and those that follow, which must be local.  All of
them ask once; then they ask again, one after the other, PER-SECOND times a
second.  What they are answered is not looked at.

SPDX-License-Identifier: BSD-2-Clause
"""
import socket
import struct
import sys
import time

IP_PKTINFO = 8
FIRST = 0x0A800000  # address
FILLING = 30000     # packets per second, of those that ask once
PACKET = b"\x23" + bytes(47)


def ask(sock, server, addresses, rate):
    """Send SERVER a packet from each of ADDRESSES, RATE per second."""
    start = time.monotonic()
    for sent, address in enumerate(addresses):
        sock.sendmsg([PACKET], [(socket.IPPROTO_IP, IP_PKTINFO, struct.pack(
            ">III", 0, address, 0))], 0, server)
        if sent % 100 == 0:
            time.sleep(max(0, start + sent / rate - time.monotonic()))


def main():
    """Do what the arguments say."""
    address, port, number, rate, seconds = sys.argv[1:]
    number, rate, server = int(number), int(rate), (address, int(port))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", 0))
        ask(sock, server, range(FIRST, FIRST + number), FILLING)
        print("filled", flush=True)
        ask(sock, server, (FIRST + i * 7919 % number
                           for i in range(int(rate * float(seconds)))), rate)


main()
