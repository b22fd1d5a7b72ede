#!/usr/bin/env python3
# hostilectl.py -- a mode 6 server that answers each request in good form with
# values that nobody should send.
# SPDX-License-Identifier: BSD-2-Clause
#
# Usage: hostilectl.py ADDRESS PORT SEED
import random
import socket
import struct
import sys

NAMES = ('''leap stratum precision rootdelay rootdisp refid reftime offset
    frequency sys_jitter clk_wander tc srcadr srcport dstadr hmode pmode ppoll
    hpoll reach rec delay jitter dispersion filtdelay filtoffset filtdisp flash
    keyid xleave received sent authentic est_count est_span est_offset est_freq
    est_skew intlow inthigh offline noselect prefer version response processed
    peeradr nonce now ss_received may srchost newest measured stddev roundtrip
    adjusted rootdist bursting sent_by received_by sent_kernel received_kernel
    interval srv_asked srv_told srv_rxkernel srv_pairspan ''' + ' '.join(
        f'{name}.{i}' for i in range(3) for name in (
            'addr', 'last', 'first', 'ct', 'mv', 'rs', 'name', 'mask', 'hits',
            'flags', 'bcast', 'en', 'up', 'at', 'line', 'heard', 'drops',
            'cmds', 'cmddrops', 'cmdlast', 'cmdfirst'))).split()
VALUES = [b'0', b'-1', b'1e308', b'-1e308', b'nan', b'inf', b'1e-400',
          b'99999999999999999999', b'4294967296', b'0xffffffffffffffffff',
          b'', b'"', b'""', b'"\x1b[2J,\x07"', b'\x1b]0;x\x07', b'\xff\xfe',
          b'=cmd|x', b'a,b', b'10.0.0.1', b'::', b'127.127.255.255',
          b'fe80::1%x', b'1.2.3.4:99999', b'[::1]:123',
          b'0xeeac9aa1.b91cae25', b'0xffffffff.ffffffff', b'0x1.',
          b'1 2 3 4 5 6 7 8 9 10', b'nan nan nan nan nan nan nan nan',
          b'\xc2\x9b31m', b'\x9b31m', b'\x85', b'\x7f', b'\0', b'a\r\nb',
          b'"abc', b'a"b"c', b'\\', b'\\u0000', b'-0', b'1e999', b'.', b'-',
          b'9' * 70, b'-' + b'9' * 70, b'0x80000000.00000000', b'010',
          b'[::1]:', b'127.127.0.0', b'0.0.0.0', b'\xed\xa0\x80',
          b'16000 ' * 40, b'x' * 300, b'y' * 60000, b'7', b'31', b'255', b'1.5', b'%s%n%x']

dice = random.Random(int(sys.argv[3]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind((sys.argv[1], int(sys.argv[2])))
while True:
    data, peer = sock.recvfrom(2048)
    if len(data) < 12:
        continue
    op = data[1] & 31
    if op == 1 and data[6:8] == b'\0\0':
        text = b''.join(struct.pack('>HH', dice.randrange(1, 65536),
                                    dice.randrange(65536))
                        for _ in range(dice.randrange(4)))
    else:
        text = b', '.join(
            name.encode() + dice.choice((b'=', b'=', b'\x1b=', b'"=')) +
            dice.choice(VALUES)
            for name in dice.sample(NAMES, dice.randrange(1, 60)))[:65000]
    pieces = [text[i:i + 468] for i in range(0, len(text), 468)] or [b'']
    for i, piece in enumerate(pieces):
        more = 0x20 if i + 1 < len(pieces) else 0
        head = struct.pack('>BBHHHHH', data[0], 0x80 | more | op,
                           *struct.unpack('>H', data[2:4]),
                           dice.randrange(65536),
                           *struct.unpack('>H', data[6:8]), i * 468,
                           len(piece))
        sock.sendto(head + piece + b'\0' * (-len(piece) % 4), peer)
