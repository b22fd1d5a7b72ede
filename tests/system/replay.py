#!/usr/bin/python3
# replay.py -- keyed mode 6 writes, sent as they should be and again.
# SPDX-License-Identifier: BSD-2-Clause
#
# replay.py HOST PORT KEYID SECRET prints a word for each try and what came of
# it: "done", "refused" or "silence".
import hashlib
import socket
import struct
import sys

host, port, key, secret = sys.argv[1:]
port, key = int(port), int(key)
READVAR, CONFIGURE = 2, 8


def packet(op, data, signed):
    text = struct.pack('!BBHHHHH', 0x16, op, 7, 0, 0, 0, len(data)) + data
    text += bytes(-len(text) % 8)
    if signed:
        text += struct.pack('!I', key) + hashlib.md5(
            secret.encode() + text).digest()
    return text


def ask(sock, text):
    sock.sendto(text, (host, port))
    try:
        reply = sock.recv(1024)
    except socket.timeout:
        return 'silence', b''
    count = struct.unpack('!H', reply[10:12])[0]
    return 'refused' if reply[1] & 0x40 else 'done', reply[12:12 + count]


def new_socket():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(2)
    return sock


def nonce(sock):
    text = ask(sock, packet(READVAR, b'write_nonce', False))[1]
    return b'nonce=' + text.strip().split(b'=')[1] + b','


def configure(sock, prefix, signed=True):
    return packet(CONFIGURE, prefix + b'disable stats', signed)


one, other = new_socket(), new_socket()
print('unsigned', ask(one, configure(one, b'', False))[0])
print('classic', ask(one, configure(one, b''))[0])
write = configure(one, nonce(one))
print('nonce', ask(one, write)[0])
print('again', ask(one, write)[0])
print('elsewhere', ask(other, configure(one, nonce(one)))[0])
print('invented', ask(one, configure(one, b'nonce=' + b'0' * 40 + b','))[0])
