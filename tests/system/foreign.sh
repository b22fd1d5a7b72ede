#!/bin/sh
# foreign.sh -- our programs and other people's: chrony and NTPsec from the
# distribution's packages, unpacked but not installed into $FOREIGN.
# SPDX-License-Identifier: BSD-2-Clause
#
# A chain: chronyd (stratum 7) follows our server on its LOCAL clock (6), and
# our second ntpd (8) follows chronyd.  NTPsec's ntpd (7) follows our server.
. "$(dirname "$0")/lib.sh"

ntpq=$build/ntpq/ntpq
ntpdate=$build/ntpdate/ntpdate
library=$(find "$foreign/usr/lib" -name 'libntpc.so*' 2>/dev/null | head -n 1)

# sec HOST PROGRAM ARGUMENT...: run a program of NTPsec's that is in Python
sec() {
	sec_host=$1
	sec_program=$foreign/usr/bin/$2
	shift 2
	at "$sec_host" env LD_LIBRARY_PATH="${library%/*}" \
	    PYTHONPATH="$foreign/usr/lib/python3/dist-packages" \
	    python3 "$sec_program" "$@"
}

chronyc() {
	at chrony "$foreign/usr/bin/chronyc" -n -h "$work/chrony/sock" \
	    "$@"
}

# there FILE...: they were found
there() {
	for file; do
		[ -f "$file" ] || { echo "no $file"; return 1; }
	done
}

check 'the programs of chrony and NTPsec are at hand' \
    there "$foreign/usr/sbin/chronyd" "$foreign/usr/bin/chronyc" \
    "$foreign/usr/sbin/ntpd" "$foreign/usr/bin/ntpq" \
    "$foreign/usr/bin/ntpdig" "$library"
[ $bad -eq 0 ] || finish

host server
host chrony
host member
host ntpsec
wire server 192.168.1.1/24 chrony 192.168.1.2/24
wire server 192.168.2.1/24 ntpsec 192.168.2.2/24
wire chrony 192.168.3.1/24 member 192.168.3.2/24

cat >"$work/server.conf" <<'CONF'
server 127.127.1.0
fudge 127.127.1.0 stratum 5
restrict default nomodify
CONF
cat >"$work/chrony.conf" <<CONF
server 192.168.1.1 iburst minpoll 4 maxpoll 4
allow
bindcmdaddress $work/chrony/sock
pidfile $work/chrony.pid
CONF
cat >"$work/member.conf" <<'CONF'
server 192.168.3.1 iburst minpoll 4
CONF
# Its default keeps everybody from asking; the lines let those in.
cat >"$work/ntpsec.conf" <<CONF
server 192.168.2.1 iburst minpoll 4 maxpoll 4
restrict default nomodify
restrict 127.0.0.1
restrict 192.168.2.0/24
CONF

ntpd server -c "$work/server.conf"
start ntpsec "$foreign/usr/sbin/ntpd" -n -c "$work/ntpsec.conf" \
    -l "$work/ntpsec.log"
start chrony "$foreign/usr/sbin/chronyd" -d -x -u root \
    -f "$work/chrony.conf"

check 'chronyd selects our ntpd' \
    within 20 shows '^\^\* 192\.168\.1\.1 +6 ' chronyc sources
check 'chronyd says it is synchronised, at stratum 7' \
    shows '^Stratum +: 7$' chronyc tracking
check 'chronyd finds a normal leap status' \
    shows '^Leap status +: Normal$' chronyc tracking
check 'all of our answers pass the tests of chronyd' \
    shows '^NTP tests +: 111 111 1111?$' chronyc ntpdata 192.168.1.1

ntpd member -c "$work/member.conf"
check 'our ntpd selects chronyd' \
    within 20 shows '^\*192\.168\.3\.1 +192\.168\.1\.1 +7 u' \
    at member "$ntpq" -pn
check 'our ntpd is at stratum 8, leap 0, behind chronyd' \
    shows '^leap=00, stratum=8$' at member "$ntpq" -c 'rv 0 leap,stratum'
check 'our ntpdate finds the stratum and offset of chronyd' \
    shows '^server 192\.168\.3\.1, stratum 7, offset -?0\.00[0-9]+, delay 0\.0[0-9]+$' \
    at member "$ntpdate" -q -p 2 192.168.3.1

check "NTPsec's ntpd selects our ntpd" \
    within 20 shows '^\*192\.168\.2\.1 +127\.127\.1\.0 +6 u' \
    sec ntpsec ntpq -pn 127.0.0.1
check "NTPsec's ntpq -p shows the LOCAL clock of our ntpd" \
    shows '^\*127\.127\.1\.0 +\.LOCL\. +5 [ul] +[0-9-]+ +[0-9]+ +[0-7]+ +0\.000 +0\.000 +0\.000$' \
    sec ntpsec ntpq -p 192.168.2.1
check "NTPsec's ntpq -c rv reads the status of our ntpd" \
    shows '^associd=0 status=05[0-9a-f]{2} leap_none, sync_local, [0-9]+ events?, [a-z_]+,' \
    sec ntpsec ntpq -c rv 192.168.2.1
check "NTPsec's ntpq -c rv reads leap and stratum of our ntpd" \
    shows '^leap=00, stratum=6, precision=-[0-9]+, rootdelay=0\.0, rootdisp=[0-9.]+,' \
    sec ntpsec ntpq -c rv 192.168.2.1
check "NTPsec's ntpq -c rv reads the reference of our ntpd" \
    shows '^refid=127\.127\.1\.0, reftime=[0-9a-f]{8}\.[0-9a-f]{8} 20' \
    sec ntpsec ntpq -c rv 192.168.2.1
check "NTPsec's ntpq -c as lists the association of our ntpd" \
    shows '^  1 +[0-9]+  963a   yes   yes  none  sys\.peer' \
    sec ntpsec ntpq -c as 192.168.2.1
check "NTPsec's ntpdig reads the time of our ntpd" \
    shows '^20[0-9-]+ [0-9:.]+ \(\+0000\) [-+]0\.0[0-9]+ \+/- [0-9.]+ 192\.168\.2\.1 s6 no-leap$' \
    sec ntpsec ntpdig 192.168.2.1

check "our ntpq -p reads NTPsec's ntpd" \
    shows '^\*192\.168\.2\.1 +LOCAL\(0\) +6 u +[0-9-]+ +[0-9]+ +[0-7]+ ' \
    at server "$ntpq" -p 192.168.2.2
check "our ntpq -c rv reads stratum and leap of NTPsec's ntpd" \
    shows '^leap=00, stratum=7, precision=-[0-9]+, rootdelay=0\.[0-9]{3}, rootdisp=[0-9.]+,$' \
    at server "$ntpq" -c rv 192.168.2.2
check "our ntpq -c rv reads the reference of NTPsec's ntpd" \
    shows '^refid=192\.168\.2\.1,' at server "$ntpq" -c rv 192.168.2.2
check "our ntpq -c rv reads the version of NTPsec's ntpd" \
    shows 'version="ntpd ntpsec-' at server "$ntpq" -c rv 192.168.2.2
check "our ntpq -c as lists the association of NTPsec's ntpd" \
    shows '^  1 +[0-9]+  [0-9a-f]{4}   yes   yes  none  sys\.peer ' \
    at server "$ntpq" -c as 192.168.2.2
check "our ntpdate -q finds the stratum and offset of NTPsec's ntpd" \
    shows '^server 192\.168\.2\.2, stratum 7, offset -?0\.00[0-9]+, delay 0\.0[0-9]+$' \
    at server "$ntpdate" -q -p 2 192.168.2.2
finish
