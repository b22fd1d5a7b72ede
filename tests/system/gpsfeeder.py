#!/usr/bin/env python3
# gpsfeeder.py -- a GPS receiver on a pseudo terminal, or a gpsd.
# SPDX-License-Identifier: BSD-2-Clause
#
# Usage: gpsfeeder.py serial LINK OFFSET: sentences, a second apart, of a time
#            that is OFFSET s ahead; LINK becomes a symbolic link to the line
#        gpsfeeder.py gpsd OFFSET [pps]: on port 2947 of this host, fixes or
#            pulses that say the same; garbage before and between
import os
import pty
import socket
import sys
import time
import tty


def until_next_second():
    now = time.time()
    time.sleep(1 - now % 1)
    return round(time.time())


def checksum(text):
    total = 0
    for octet in text.encode():
        total ^= octet
    return "$%s*%02X\r\n" % (text, total)


def serial(link, offset):
    master, line = pty.openpty()
    tty.setraw(line)
    os.symlink(os.ttyname(line), link)
    try:
        os.write(master, b"\xff\xfe half a sentence\r\n")
        while True:
            second = until_next_second()
            told = time.gmtime(second + int(offset))
            os.write(master, checksum(time.strftime(
                "GPRMC,%H%M%S.00,A,4807.038,N,01131.000,E,0,0,%d%m%y,,",
                told)).encode())
    finally:
        os.unlink(link)


def reports(offset, pulses):
    yield '{"class":"VERSION","release":"3.22","proto_major":3}\n'
    yield 'garbage\n' + '[' * 40000 + '\n'
    while True:
        second = until_next_second()
        told = time.gmtime(second + int(offset))
        yield '{"class":"TPV","device":"/dev/gps0","mode":3,"time":"%s"}\n' \
            % time.strftime("%Y-%m-%dT%H:%M:%S.000Z", told)
        if pulses:
            yield '{"class":"PPS","device":"/dev/gps0","real_sec":%d,' \
                '"real_nsec":0,"clock_sec":%d,"clock_nsec":%d,' \
                '"precision":-20}\n' % (second, second - 1, 10**9 - 1000)


def gpsd(offset, pulses):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", 2947))
    server.listen()
    while True:
        client, _ = server.accept()
        watch = client.recv(1024).decode()
        if not watch.startswith('?WATCH={"enable":true,"json":true'):
            sys.exit("not asked as it should be: " + watch)
        try:
            for report in reports(offset, pulses):
                client.sendall(report.encode())
        except OSError:
            pass


def on_term(*_):
    sys.exit(0)


if __name__ == "__main__":
    import signal
    signal.signal(signal.SIGTERM, on_term)
    if sys.argv[1] == "serial":
        serial(sys.argv[2], float(sys.argv[3]))
    else:
        gpsd(float(sys.argv[2]), "pps" in sys.argv[3:])
