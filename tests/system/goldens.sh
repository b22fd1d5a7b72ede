#!/bin/sh
# goldens.sh -- ntpdate's words, streams, statuses and clock calls are classic's.
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/data/ntpdate/ has what classic printed and did in front of the servers
# below; the clock that is told what to do is a fake.
. "$(dirname "$0")/lib.sh"

fake=$work/fakeclock.so
fake fakeclock
TZ=UTC LC_ALL=C
export TZ LC_ALL

host one
host two
wire one 10.0.0.2/24 two 10.0.0.1/24
host three
for host in one two three; do
	names $host
	echo 'nameserver 127.0.0.1' >"/etc/netns/$tag-$host/resolv.conf"
done

# server ADDRESS OFFSET STRATUM LEAP [REFID]
server() {
	address=$1
	shift
	start one "$here/fakeserver.py" "$address" 123 "$@"
}

server 127.0.0.2 0.1235 1 0
server 127.0.0.3 0.1 2 3
server 127.0.0.4 0.1 0 3 DENY
server 127.0.0.5 0 0 3 RATE
server 127.0.0.6 -7.25 2 0
server 127.0.0.7 -0.2 2 0
server 127.0.0.10 0.1235 1 0 GPS. 0 half
server 127.0.0.11 0.1235 1 0 GPS. 0 stale
server ::1 0.1235 1 0
server 10.0.0.2 0.1235 1 0
start three "$here/nameserver.py" 127.0.0.1 none
start three "$here/fakeserver.py" 127.0.0.2 123 0.1235 1 0
sleep 1

version=$("$build/ntpdate/ntpdate" --version | cut -d ' ' -f 2)
"$here/golden.py" "$build/ntpdate/ntpdate" "$version" "$fake" "$tag" \
    "$root"/tests/data/ntpdate/* || bad=1
finish
