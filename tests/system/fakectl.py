#!/usr/bin/env python3
"""fakectl.py -- answer mode 6 as told in a file, whoever asks.

Usage: fakectl.py ADDRESS PORT FILE
The FILE has sections "system STATUS", "source ID STATUS" and "clock ID STATUS"
(hexadecimal words), each followed by its variables, one on a line, and the
lists of later versions: "mru 0", "ifstats 0" and "addr_restrictions 0".  Those
behind a line "--" are told to those who ask for them by name.  "@-SECONDS" in
a value becomes the stamp of a time so long ago.  Writes succeed.

SPDX-License-Identifier: BSD-2-Clause
"""
import re
import socket
import struct
import sys
import time

HEADER = struct.Struct(">BBHHHHH")
READSTAT, READVAR, READCLOCK = 1, 2, 4
READ_MRU, READ_ORDLIST, REQ_NONCE = 10, 11, 12
WRITES = {3: b"", 8: b"Config Succeeded\r\n", 9: b"Configuration saved"}
RESPONSE, ERROR, MORE = 0x80, 0x40, 0x20
BAD_OP, BAD_ASSOC, UNKNOWN_VAR = 3, 4, 5
NONCE = b"nonce=0123456789abcdef,\r\n"
FRAGMENT, COLUMNS = 468, 72
EPOCH = 2208988800


def read(path):
    """Return the sections of the file at PATH."""
    state, section = {}, None
    with open(path, encoding="ascii") as lines:
        for line in lines:
            line = line.rstrip("\n")
            head = re.fullmatch(r"(system|source|clock|mru|ifstats|"
                                r"addr_restrictions)(?: (\d+))? ([0-9a-f]+)",
                                line)
            if head:
                section = {"status": int(head[3], 16), "list": [], "more": []}
                state[head[1], int(head[2] or 0)] = section
                where = section["list"]
            elif line == "--":
                where = section["more"]
            elif line and not line.startswith("#"):
                where.append(line)
    return state


def stamp(match):
    """Return the time that MATCH, "@-SECONDS", means, as on the wire."""
    return f"0x{int((time.time() + EPOCH - float(match[1])) * 2 ** 32):016x}"


def lay_out(items):
    """Return ITEMS in lines as classic sets them."""
    text, column = "", 0
    for item in items:
        item = re.sub(r"@-([\d.]+)", stamp, item)
        item = re.sub(r"0x([0-9a-f]{8})([0-9a-f]{8})$", r"0x\1.\2", item)
        if text and column + len(item) + 2 >= COLUMNS:
            text, column = text + ",\r\n", 0
        elif text:
            text, column = text + ", ", column + 2
        text, column = text + item, column + len(item)
    return (text + "\r\n" if text else "").encode()


def variables(section, wanted):
    """Return the variables of SECTION that are WANTED ("": usual ones)."""
    known = {i.partition("=")[0]: i for i in section["list"] + section["more"]}
    names = [w.partition("=")[0].strip() for w in wanted.split(",")]
    if not wanted:
        return lay_out(section["list"])
    if not all(name in known for name in names):
        return None
    return lay_out([known[i] for i in known if i in names])


def answer(state, op, assoc, wanted):
    """Return error, status and octets for one request."""
    if op == REQ_NONCE or (op == READ_MRU and "last.0" in wanted):
        return 0, 0, NONCE + (b"now=0x00000000.00000000\r\n"
                              if op == READ_MRU else b"")
    if op == READ_MRU:
        return 0, 0, NONCE + lay_out(state["mru", 0]["list"])
    if op == READ_ORDLIST and (wanted or "ifstats", 0) in state:
        return 0, 0, lay_out(state[wanted or "ifstats", 0]["list"])
    if op in WRITES:
        return 0, state["system", 0]["status"], WRITES[op]
    kind = "clock" if op == READCLOCK else "source" if assoc else "system"
    section = state.get((kind, assoc))
    if op not in (READSTAT, READVAR, READCLOCK):
        return BAD_OP, 0, b""
    if section is None:
        return BAD_ASSOC, 0, b""
    if op == READSTAT and assoc == 0:
        return 0, section["status"], b"".join(
            struct.pack(">HH", ident, s["status"])
            for (kind, ident), s in state.items() if kind == "source")
    data = variables(section, wanted)
    if data is None:
        return UNKNOWN_VAR, 0, b""
    return 0, section["status"], data


def serve(address, port, state):
    """Answer for ever."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        s.bind((address, port))
        while True:
            packet, sender = s.recvfrom(2048)
            if len(packet) < HEADER.size or packet[0] & 7 != 6:
                continue
            first, op, sequence, _, assoc, _, count = HEADER.unpack_from(
                packet)
            wanted = packet[HEADER.size:HEADER.size + count].decode(
                "latin-1").strip("\0 \r\n")
            error, status, data = answer(state, op & 0x1f, assoc, wanted)
            flags = op & 0x1f | RESPONSE | (ERROR if error else 0)
            for at in range(0, max(len(data), 1), FRAGMENT):
                part = data[at:at + FRAGMENT]
                more = MORE if at + FRAGMENT < len(data) else 0
                s.sendto(HEADER.pack(
                    first, flags | more, sequence,
                    error << 8 if error else status, assoc, at, len(part)) +
                    part + bytes(-len(part) % 4), sender)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), read(sys.argv[3]))
