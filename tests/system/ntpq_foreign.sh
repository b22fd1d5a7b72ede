#!/bin/sh
# ntpq_foreign.sh -- our ntpq and other people's daemons: NTPsec's ntpd, which
# has mode 6; chronyd, which only tells the time; and nobody at all.
# SPDX-License-Identifier: BSD-2-Clause
#
# NTPsec's ntpd (7) follows our server on its LOCAL clock (6), and so does
# chronyd.
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq

# there FILE...: they were found
there() {
	for file; do
		[ -f "$file" ] || { echo "no $file"; return 1; }
	done
}

check 'the daemons of chrony and NTPsec are at hand' \
    there "$foreign/usr/sbin/chronyd" "$foreign/usr/sbin/ntpd"
[ $bad -eq 0 ] || finish

host server
host ntpsec
host chrony
wire server 192.168.1.1/24 ntpsec 192.168.1.2/24
wire server 192.168.2.1/24 chrony 192.168.2.2/24

cat >"$work/server.conf" <<CONF
server 127.127.1.0
fudge 127.127.1.0 stratum 5
controlsocket $work/control
CONF
cat >"$work/ntpsec.conf" <<CONF
server 192.168.1.1 iburst minpoll 4 maxpoll 4
restrict default nomodify
restrict 127.0.0.1
restrict 192.168.1.0/24
CONF
mkdir -m 750 "$work/chrony"
cat >"$work/chrony.conf" <<CONF
server 192.168.2.1 iburst minpoll 4 maxpoll 4
allow
bindcmdaddress $work/chrony/sock
pidfile $work/chrony.pid
CONF
ntpd server -c "$work/server.conf"
check 'our server is synchronised' \
    within 20 shows '^leap=00$' at server "$ntpq" -c 'rv 0 leap'
start ntpsec "$foreign/usr/sbin/ntpd" -n -c "$work/ntpsec.conf" \
    -l "$work/ntpsec.log"
start chrony "$foreign/usr/sbin/chronyd" -d -x -u root \
    -f "$work/chrony.conf"

# sec WORDS...: ask NTPsec's ntpd
sec() {
	at server timeout 30 "$ntpq" -n "$@" 192.168.1.2
}

# --- NTPsec ------------------------------------------------------------------

check "peers: NTPsec's ntpd follows our server" \
    within 40 shows '^\*192\.168\.1\.1 +127\.127\.1\.0|^\*192\.168\.1\.1 +LOCAL\(0\) +6 u ' \
    sec -p
check 'opeers shows its own address' \
    shows '^\*192\.168\.1\.1 +192\.168\.1\.2 +6 u ' sec -c opeers
check 'apeers shows the id of the association' \
    shows '^\*192\.168\.1\.1 +7f7f0100|^\*192\.168\.1\.1 +[^ ]+ +[0-9]+ +6 u ' \
    sec -c apeers
check 'associations tells which one is followed' \
    shows '^  1 +[0-9]+  [0-9a-f]{4}   yes   yes  none  sys\.peer ' \
    sec -c associations
check 'readvar tells the stratum, the leap indicator and the version' \
    shows '^leap=00, stratum=7, precision=-[0-9]+, rootdelay=0\.[0-9]{3},' \
    sec -c rv
check 'readvar of some names tells these' \
    shows '^stratum=7, refid=192\.168\.1\.1$' sec -c 'rv 0 stratum,refid'
check 'readvar of a source tells its address and stratum' \
    shows '^srcadr=192\.168\.1\.1, stratum=6$|^stratum=6, srcadr=192\.168\.1\.1$' \
    sec -c 'rv &1 srcadr,stratum'
check 'mreadvar tells of all sources' \
    shows 'reach=[0-7]{3}' sec -c 'mrv &1 &1 reach'
check 'pstats counts what was sent' \
    shows '^remote host: +192\.168\.1\.1(:123)?$' sec -c 'pstats &1'
check 'sysinfo tells the stratum' \
    shows '^stratum: +7$' sec -c sysinfo
check 'sysstats counts packets' \
    shows '^packets received: +[1-9][0-9]*$' sec -c sysstats
check 'kerninfo tells the frequency tolerance' \
    shows '^frequency tolerance: +500' sec -c kerninfo
check 'iostats counts packets' \
    shows '^received packets: +[1-9][0-9]*$' sec -c iostats
check 'monstats counts addresses' \
    shows '^addresses: +[1-9][0-9]*$' sec -c monstats
check 'authinfo counts key lookups' \
    shows '^key lookups: +[0-9]+$' sec -c authinfo
check 'mrulist lists this host' \
    shows '^ +[0-9]+ .* 192\.168\.1\.1$' sec -c mrulist
check 'what needs its key is refused in the usual words' \
    shows '^\*\*\*Server disallowed request \(authentication\?\)$' \
    sec -c 'keyid 1' -c 'passwd x' -c ifstats
check 'a variable that it does not know is refused in the usual words' \
    shows '^\*\*\*A request variable unknown to the server$' \
    sec -c 'rv 0 nosuchvariable'
check 'tracking tells its stratum' shows '^Stratum         : 7$' sec -c tracking
check 'tracking tells its reference' \
    shows '^Reference ID    : C0A80101 \(192\.168\.1\.1\)$' sec -c tracking
check 'sources marks the one it follows' \
    shows '^\^\* 192\.168\.1\.1 +6 +4 ' sec -c sources
check 'sourcestats shows its register' \
    shows '^192\.168\.1\.1 +[1-8] +[1-8] +- +\+0\.000 +2000\.000 ' \
    sec -c sourcestats
check 'selectdata marks the one it follows' \
    shows '^\* 192\.168\.1\.1 +N ' sec -c selectdata
check 'ntpdata counts its packets' \
    shows '^Total RX        : [1-9][0-9]*$' sec -c ntpdata
check 'activity counts its source' shows '^1 sources online$' sec -c activity
check 'serverstats counts its packets' \
    shows '^NTP packets received       : [1-9]' sec -c serverstats
check 'clients lists this host' \
    shows '^192\.168\.1\.1 +[0-9]+ +- ' sec -c clients
check 'waitsync finds it synchronised' \
    shows '^try: 1, refid: C0A80101, ' sec -c 'waitsync 1'
check 'orders are refused, and it is said whose they are' \
    shows '^only ntpd of meantime takes such orders$|^\*\*\*Server disallowed' \
    sec -c 'keyid 1' -c 'passwd x' -c reselect
check '--get prints a value' test "$(sec --get stratum)" = 7
check 'its variables are JSON' \
    shows '"variables":\{.*"stratum":7,' sec -o json -c rv
check 'its sources are CSV' \
    shows '^192\.168\.1\.2,[0-9]+,0x[0-9a-f]{4},\*,sel_sys\.peer,192\.168\.1\.1,' \
    sec -o csv -c peers

# --- chronyd -----------------------------------------------------------------

# ask HOST WORDS...: impatiently; the exit status is in the last line
ask() {
	ask_host=$1
	shift
	at server timeout 30 "$ntpq" -n -c 'timeout 500' "$@" "$ask_host" 2>&1
	echo "status $?"
}

# silent HOST: what classic prints of a host that says nothing
silent() {
	printf '%s\n' "$1: timed out, nothing received" \
	    '***Request timed out'
}

same() {
	[ "$1" = "$2" ] || { echo "$1"; return 1; }
}

check 'chronyd is synchronised' within 20 shows '^try: 1, ' \
    at chrony "$foreign/usr/bin/chronyc" -h "$work/chrony/sock" waitsync 1
check 'chronyd gets the words for a silent host, one line more, and status 0' \
    same "$(ask 192.168.2.2 -p)" "$(silent 192.168.2.2
	echo '192.168.2.2: answers time (stratum 7), not ntpq queries'
	echo 'status 0')"
check 'it gets no screen of nothing' \
    same "$(ask 192.168.2.2 -c sources -c tracking | grep -c ===)" 0

# --- chronyc -----------------------------------------------------------------

chronyc() {
	at chrony "$foreign/usr/bin/chronyc" -n -h "$work/chrony/sock" "$@"
}

ours() {
	at server timeout 30 "$ntpq" -n --socket "$work/control" -c "$1" \
	    127.0.0.1 2>&1
}

# head WORD: the lines above the rows are those of chronyc
same_head() {
	same "$(ours "$1" | head -n 2)" "$(chronyc $1 | head -n 2)"
}

# labels WORD: what stands in front of the colons is the same; later chronycs,
# which ours is like, have more lines behind
same_labels() {
	labels=$(chronyc $1 | sed -n 's/:.*//p')
	same "$(ours "$1" | sed -n 's/:.*//p' |
	    head -n "$(echo "$labels" | wc -l)")" "$labels"
}

# It is to have another host to tell of.
cat >>"$work/server.conf" <<'CONF'
server 192.168.2.2 minpoll 4 maxpoll 4
CONF
check 'our server has another host as a source' \
    shows '1 added' ours reload
for word in sources sourcestats selectdata clients; do
	check "$word has the columns of chronyc" same_head $word
done
for word in tracking serverstats ntpdata; do
	check "$word has the labels of chronyc" same_labels $word
done
check 'activity has the lines of chronyc' \
    same "$(ours activity | sed 's/^[0-9]* //')" \
    "$(chronyc activity | sed 's/^[0-9]* //')"
check 'accheck has the words of chronyc' \
    same "$(ours 'accheck 192.168.2.2')" "$(chronyc accheck 192.168.2.1)"
check 'waitsync has the form of chronyc' \
    same "$(ours 'waitsync 1' | sed 's/[0-9A-F.]\{3,\}/N/g')" \
    "$(chronyc waitsync 1 | sed 's/[0-9A-F.]\{3,\}/N/g')"
for word in 'offline 192.168.2.2' 'online 192.168.2.2' 'burst 1/2' reselect \
    refresh 'offline 192.0.2.1'; do
	check "$word has the words of chronyc" \
	    same "$(ours "$word")" "$(chronyc $(echo "$word" |
	    sed 's/2\.2$/2.1/'))"
done

# --- nobody ------------------------------------------------------------------

ip -n "$tag-server" route add blackhole 192.168.2.77 2>/dev/null
ip -n "$tag-server" neigh add 192.168.2.78 lladdr 02:00:00:00:00:78 \
    dev w2 2>/dev/null
check 'a host that says nothing gets the words of classic, and status 0' \
    same "$(ask 192.168.2.78 -p)" "$(silent 192.168.2.78; echo 'status 0')"
check 'so does each command, and -c pe -c rv gets them twice' \
    same "$(ask 192.168.2.78 -c pe -c rv)" "$(silent 192.168.2.78
	silent 192.168.2.78; echo 'status 0')"
check 'JSON of a host that says nothing is nothing' \
    same "$(ask 192.168.2.78 -o json -c rv | grep -c '{')" 0
check 'a port where nobody is gets the words that ntp-wait looks for' \
    shows 'read: Connection refused$' ask 192.168.2.2 --port 9 -p
check 'a host that does not exist gets the words of the resolver' \
    shows '^(Name or service not known|Temporary failure in name resolution)$' \
    ask nowhere.invalid -p
finish
