#!/bin/sh
# mrulist.sh -- a list of 100000 clients is fetched whole while they go on
# asking.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

clients=100000
host one
ip -n "$tag-one" route add local 10.128.0.0/9 dev lo
cat >"$work/one.conf" <<CONF
server 127.127.1.0
fudge 127.127.1.0 stratum 3
restrict 10.0.0.0 mask 255.0.0.0 noquery
restrict 127.0.0.1
mru maxdepth 200000
CONF

# ask WORDS...: what ntpq says about the daemon
ask() {
	at one timeout 120 "$build/ntpq/ntpq" -n "$@" 127.0.0.1
}

# fetch: the list goes to a file, its seconds to another
fetch() {
	begun=$(date +%s)
	ask -c 'mrulist sort=addr' >"$work/list" 2>"$work/said" || return 1
	tr '\r' '\n' <"$work/said" | tail -n 3
	echo "after $(($(date +%s) - begun)) s"
}

# whole: each client is on the list, once
whole() {
	awk '$NF ~ /^10\.1/ { n++; if (seen[$NF]++) exit 1 }
	    END { exit n != '$clients' }' "$work/list"
}

ntpd one -c "$work/one.conf"
check 'the daemon tells the time' within 30 shows 'stratum=4' ask -c rv
start one python3 "$here/callers.py" 127.0.0.1 123 $clients 10000 60
check 'all clients have asked' within 60 grep -q filled "$work/one.out"
check 'the list is fetched while they go on' fetch
sed 's/^/# /' "$work/check.out"
check 'and nobody is missing' whole
finish
