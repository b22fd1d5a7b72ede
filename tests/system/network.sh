#!/bin/sh
# network.sh -- ntpd and what changes around it: names, addresses, servers
# that end.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq

host one
host other
wire one 10.0.0.1/24 other 10.0.0.2/24
names one

# answers SERVER: whoever asks there gets the time
answers() {
	shows '^time' at one "$here/probe.py" "$1" 123
}

# logs PATTERN: the log of the daemon on host one has such a line
logs() {
	shows "$1" cat "$work/one.log"
}

# peer PATTERN: ntpq -pn shows such a line
peer() {
	shows "$1" at one "$ntpq" -pn
}

# alone PID: no process of that group is left
alone() {
	! ps -e -o pgid=,pid= | grep -Eq "^ *$1 |^.* $1\$"
}

# resolver PID: the id of the process that resolves names for PID
resolver() {
	ps -o pid= --ppid "$1" | tr -d ' '
}

# --- a name server that does not answer ------------------------------------

# Nobody has this address, but packets to it leave.
ip -n "$tag-one" neigh add 10.0.0.53 lladdr 02:00:00:00:00:53 dev w1
echo 'nameserver 10.0.0.53' >"/etc/netns/$tag-one/resolv.conf"
cat >"$work/one.conf" <<'CONF'
server time.example minpoll 3
server 127.127.1.0
fudge 127.127.1.0 stratum 9
restrict time.example nomodify
CONF
ntpd one -c "$work/one.conf"
daemon=$pid
check 'a silent name server does not keep the daemon from answering' \
    within 1 answers 127.0.0.1
check 'nor from being asked' peer '^ time\.example '
check 'the LOCAL clock serves no later than 15 s after the start' \
    within 16 peer '^\*127\.127\.1\.0 '
check 'a name that is not found is in the log' \
    within 8 logs 'host name not found: time\.example$'

# --- a name server that comes to reason ------------------------------------

echo 'nameserver 10.0.0.2' >"/etc/netns/$tag-one/resolv.conf"
start other "$here/nameserver.py" 10.0.0.2 garbage
nameserver=$pid
echo 'server nonsense.example minpoll 3' >>"$work/one.conf"
kill -HUP "$daemon"
check 'a name is not found if the name server talks nonsense' \
    within 15 logs 'host name not found.*: nonsense\.example$'
check 'nonsense from the name server does no harm' answers 127.0.0.1
stop "$nameserver" 2>/dev/null
start other "$here/nameserver.py" 10.0.0.2 10.0.0.2
start other "$here/fakeserver.py" 10.0.0.2 123 0 1 0
server=$pid

# --- addresses that come and go --------------------------------------------

ip -n "$tag-one" addr add 10.0.7.1/24 dev w1
check 'a new address is served' within 5 answers 10.0.7.1
check 'and logged' logs 'Listen normally on [0-9]+ w1 10\.0\.7\.1 UDP 123$'
ip -n "$tag-one" addr add 2001:db8::7/64 dev w1 nodad
check 'a new IPv6 address is served' within 5 answers 2001:db8::7
ip -n "$tag-one" addr del 10.0.7.1/24 dev w1
check 'a lost address is logged with what happened there' \
    within 5 logs 'Deleting interface #[0-9]+ w1, 10\.0\.7\.1#123, interface stats: received=[1-9][0-9]*, sent=[1-9][0-9]*, dropped=[0-9]+, active_time=[0-9]+ secs$'
wire one 10.0.8.1/24 other 10.0.8.2/24
check 'an address of a new interface is served' within 5 answers 10.0.8.1
ip -n "$tag-one" link set w2 down
check 'an interface that goes down is noticed' \
    within 5 logs 'Deleting interface #[0-9]+ w2, 10\.0\.8\.1#123'
ip -n "$tag-one" link set w2 up
check 'and served again when it comes up' within 5 answers 10.0.8.1

# --- a server that comes and ends ------------------------------------------

check 'the name is found once the name server answers' \
    within 25 peer '^.10\.0\.0\.2 '
check 'and a restriction by that name is in force' \
    within 25 shows 'nomodify' at one "$build/ntpq/ntpq" \
    -c 'access 10.0.0.2'
check 'and its server is followed instead of the LOCAL clock' \
    within 15 peer '^\*10\.0\.0\.2 +\.GPS\. +1 u'
check 'the start burst is followed by regular polls' \
    within 20 peer '^\*10\.0\.0\.2 +\.GPS\. +1 u +[0-9-]+ +8 +3 '
stop "$server" 2>/dev/null
check 'a refused poll of the system peer is noticed and confirmed soon' \
    within 15 peer '^\*127\.127\.1\.0 '
check 'the association stays' peer '^[ x-]10\.0\.0\.2 '
start other "$here/fakeserver.py" 10.0.0.2 123 0 1 0
check 'the server is followed again when it is back' \
    within 20 peer '^\*10\.0\.0\.2 '

# --- the end ---------------------------------------------------------------

echo 'nameserver 10.0.0.53' >"/etc/netns/$tag-one/resolv.conf"
echo 'server lost.example' >>"$work/one.conf"
kill -HUP "$daemon"
check 'a lookup is under way' within 5 peer '^ lost\.example '
looking=$(resolver "$daemon")
stop "$daemon"
result $? 'the daemon ends with status 0'
check 'and leaves no lookup behind' within 2 alone "${looking:-none}"
finish
