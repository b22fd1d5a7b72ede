#!/usr/bin/env python3
"""nameserver.py -- a name server for one address, or one that talks nonsense.

Usage: nameserver.py ADDRESS ANSWER
Every name has the IPv4 address ANSWER and no IPv6 address; with the ANSWER
"garbage" each reply is the question followed by random octets; with "none" no
name exists.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import random
import socket
import sys

TYPE_A = b"\x00\x01"


def reply(query, answer):
    """Return the reply to QUERY: ANSWER if that is what was asked for."""
    end = query.index(b"\0", 12) + 5
    is_a = query[end - 4:end - 2] == TYPE_A
    head = query[:2] + b"\x81\x80\x00\x01" + (b"\0\1" if is_a else b"\0\0")
    record = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x01\x00\x04"
    return (head + bytes(4) + query[12:end] +
            (record + socket.inet_aton(answer) if is_a else b""))


def main():
    address, answer = sys.argv[1:]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((address, 53))
        while True:
            query, client = s.recvfrom(1024)
            if answer == "garbage":
                s.sendto(query[:2] + b"\x81\x80" + query[4:12] +
                         os.urandom(random.randrange(500)), client)
            elif answer == "none":
                s.sendto(query[:2] + b"\x81\x83" + query[4:6] + bytes(6) +
                         query[12:], client)
            else:
                s.sendto(reply(query, answer), client)


main()
