#!/bin/sh
# modes.sh -- the modes besides client and server, with real daemons: broadcasts
# to a network and to groups, searches, passive peers, pools.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq

# peer HOST PATTERN: ntpq -pn there shows such a line
peer() {
	shows "$2" at "$1" "$ntpq" -pn
}

# first HOST VARIABLES PATTERN: those of its first association look like that
first() {
	shows "$3" at "$1" "$ntpq" -c "rv &1 $2"
}

# logs HOST PATTERN: the log of the daemon there has such a line
logs() {
	shows "$2" cat "$work/$1.log"
}

# counts HOST N: ntpq -pn there shows N associations
counts() {
	[ "$(at "$1" "$ntpq" -pn | sed 1,2d | grep -c .)" -eq "$2" ]
}

echo '1 SHA1 first' >"$work/keys"
echo '1 SHA1 other' >"$work/keys.other"
chmod 600 "$work/keys" "$work/keys.other"
cat >"$work/common.conf" <<CONF
keys $work/keys
trustedkey 1
restrict default nomodify nopeer
logconfig =syncall +peerall +sysall
CONF
# daemon HOST LINE...: start our ntpd there with these lines and the common ones
daemon() {
	daemon_host=$1
	shift
	printf '%s\n' "$@" | cat "$work/common.conf" - \
	    >"$work/$daemon_host.conf"
	ntpd "$daemon_host" -c "$work/$daemon_host.conf"
}
local='server 127.127.1.0
fudge 127.127.1.0 stratum 3'

# --- broadcasts to a network -------------------------------------------------

for name in caster lan deaf alien group six peer passive member search; do
	host $name
done
wire caster 10.0.1.1/24 lan 10.0.1.2/24
wire caster 10.0.2.1/24 deaf 10.0.2.2/24
wire caster 10.0.3.1/24 alien 10.0.3.2/24
wire caster 10.0.4.1/24 group 10.0.4.2/24
wire passive 10.0.5.1/24 peer 10.0.5.2/24
wire six 2001:db8::1/64 search 2001:db8::2/64
ip -n "$tag-caster" route add 224.0.0.0/4 dev w4

daemon caster "$local" 'broadcast 10.0.1.255 key 1 minpoll 3' \
    'broadcast 10.0.2.255 key 1 minpoll 3' \
    'broadcast 10.0.3.255 key 1 minpoll 3' \
    'broadcast 224.0.1.1 key 1 minpoll 3 ttl 1'
caster=$pid
daemon lan broadcastclient
daemon deaf
daemon alien broadcastclient "keys $work/keys.other"
check 'a broadcast client with another key says so' \
    within 15 shows 'badauth=[1-9]' at alien "$ntpq" -c 'rv 0 in_badauth'
daemon group 'multicastclient 224.0.1.1 time.example'

check 'a broadcast client follows the server' \
    within 20 peer lan '^\*10\.0\.1\.1 +LOCAL\(0\) +4 u'
check 'and listens when it knows how long the way is' \
    within 20 first lan hmode,pmode '^hmode=6, pmode=5$'
check 'with our own address in the place for that' \
    first lan dstadr,srcadr '10\.0\.1\.2'
check 'and the server signs' first lan keyid,authentic 'keyid=1'
check 'the server shows what it sends to' \
    peer caster '^ 10\.0\.1\.255 +\.BCST\. +16 u'
check 'who does not ask for broadcasts takes none' counts deaf 0
check 'nor does who has another key' counts alien 0

# --- broadcasts to groups ----------------------------------------------------

check 'the group is joined' \
    logs group 'Joined 10\.0\.4\.2 socket to multicast group 224\.0\.1\.1'
check 'a name is no group' \
    logs group '"time\.example" is no address of a multicast group, ignored'
check 'a member of the group follows the server' \
    within 20 peer group '^\*10\.0\.4\.1 +LOCAL\(0\) +4 u'
check 'and listens' within 20 first group hmode '^hmode=6$'
check 'the server shows the group' \
    peer caster '^ 224\.0\.1\.1 +\.MCST\. +16 u'
check 'and how far it goes' shows 'ttl=32' \
    at caster "$ntpq" -c as -c 'rv &5 ttl'

# --- searches, over IPv6 -----------------------------------------------------

daemon six "$local" 'manycastserver ff05::101'
daemon search 'manycastclient ff05::101 key 1 minpoll 3 iburst'
check 'a search finds a server, which is followed' \
    within 20 peer search '^\*2001:db8::1 +LOCAL\(0\) +4 u'
check 'and stays' peer search '^ ff05::101 +\.ACST\. +16 '

# --- passive peers -----------------------------------------------------------

daemon passive
daemon peer "$local" 'peer 10.0.5.1 key 1 minpoll 3'
check 'who has the key becomes a passive peer, and is followed' \
    within 40 peer passive '^\*10\.0\.5\.2 +LOCAL\(0\) +4 u'
check 'the passive side says that it is one' first passive hmode,pmode \
    '^hmode=2, pmode=1$'
check 'the active side hears it' \
    within 20 peer peer '^.10\.0\.5\.1 .* u +[0-9-]+ +8 +[1-9][0-7]* '

# --- pools -------------------------------------------------------------------

wire member 10.0.6.1/24 lan 10.0.6.2/24
names member '10.0.6.2 time.pool' '10.0.6.77 time.pool'
daemon member 'pool time.pool minpoll 3'
check 'all addresses of a pool are asked' within 10 counts member 2
check 'and the one that answers is followed' \
    within 40 peer member '^\*10\.0\.6\.2 '
names member '10.0.6.2 time.pool' '10.0.6.77 time.pool' '10.0.6.78 time.pool'
check 'one that does not is replaced by another' \
    within 150 peer member '^.10\.0\.6\.78 '

# --- the end of broadcasts ---------------------------------------------------

stop "$caster"
check 'a server that is silent is forgotten in the end' \
    within 100 counts lan 0
finish
