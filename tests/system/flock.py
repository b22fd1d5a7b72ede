#!/usr/bin/env python3
# flock.py -- many clients of one server on this host: each has an address of
# its own in 127/8.
# SPDX-License-Identifier: BSD-2-Clause
#
# Usage: flock.py CLIENTS RATE SECONDS
# All CLIENTS ask 127.0.0.1 once; then, for SECONDS, RATE of them a second,
# picked at random, ask again.  Prints "ready" between the two.
import random
import socket
import sys
import time

clients, rate, seconds = (int(word) for word in sys.argv[1:])
request = b'\x23' + bytes(46) + b'\x01'


def ask(i):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(('127.77.%d.%d' % (i >> 8, i & 255), 0))
        s.sendto(request, ('127.0.0.1', 123))


for i in range(clients):
    ask(i)
    if i % 50 == 0:
        time.sleep(0.002)
print('ready', flush=True)
random.seed(1)
end = time.monotonic() + seconds
while time.monotonic() < end:
    for _ in range(rate // 100):
        ask(random.randrange(clients))
    time.sleep(0.01)
