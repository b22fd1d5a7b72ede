#!/bin/sh
# refclock.sh -- reference clocks with the real daemon.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

unit=77 # others use the first ones
host one
cat >"$work/one.conf" <<CONF
server 127.127.28.$unit minpoll 3 prefer
fudge 127.127.28.$unit time1 0.050 refid TEST flag4 1
server 127.127.8.1
statsdir $work/
statistics clockstats peerstats
filegen clockstats file clockstats type none
CONF
chmod 777 "$work"

query() {
	at one "$build/ntpq/ntpq" "$@" 127.0.0.1
}

peer() {
	shows "$1" query -pn
}

says() {
	shows "$1" cat "$work/one.log"
}

ntpd one -c "$work/one.conf"
check 'a driver that is not there is refused in words' \
    within 5 says 'reference clock type 8 \(127\.127\.8\.1\) is not built in'
check 'the segment is there for other programs' \
    shows "$(printf '0x%08x' $((0x4e545030 + unit))) .* 666 " ipcs -m
check 'a clock that says nothing is not followed' \
    peer "^ 127\.127\.28\.$unit +\.TEST\. +0 l +- +8 +0 "
start one "$here/shmwriter.py" $unit 0.2 1
writer=$pid
check 'its first readings are enough' within 8 \
    peer "^\*127\.127\.28\.$unit +\.TEST\. +0 l +[0-9]+ +8 +[13] +0\.000 +2(49|50)\.[0-9]+ "
check 'the system is at stratum 1 and names the clock' \
    shows 'stratum=1,.*' query -c rv
check 'with its refid' shows 'refid=TEST' query -c 'rv 0 refid'
check 'ntpq -c cv tells of the clock' \
    shows 'device="SHM/Shared memory interface"' query -c cv
check 'and of its fudge' shows 'fudgetime1=50\.000' query -c cv
check 'and its flags' shows 'refid=TEST, flags=8' query -c cv
check 'clockstats has what it said' within 12 \
    shows "^[0-9]+ [0-9]+\.[0-9]{3} 127\.127\.28\.$unit +[0-9]+ +[0-9]+ +[0-9]+ +0 +0$" \
    cat "$work/clockstats"
stop "$writer" 2>/dev/null
check 'silence is noticed within 16 s' \
    within 17 peer "^ 127\.127\.28\.$unit "
check 'and told' says "SHM\($unit\) does not answer"
start one "$here/shmwriter.py" $unit 0.2 2
check 'a mode that does not exist is told' \
    within 5 says 'SHM: bad mode found in shared memory: 2'
stop "$pid" 2>/dev/null
start one "$here/shmwriter.py" $unit 0.2 0
check 'mode 0 will do' within 12 \
    peer "^\*127\.127\.28\.$unit +\.TEST\. +0 l +[0-9]+ +8 +[0-7]+ +0\.000 +2(49|50)\.[0-9]+ "
"$here/shmwriter.py" $unit 0 0 0
stop "$pid" 2>/dev/null

# --- a receiver at a serial line -------------------------------------------

link=/dev/gps$unit
host two
start two "$here/gpsfeeder.py" serial $link 0
feeder=$pid
within 5 test -e $link
cat >"$work/two.conf" <<CONF
server 127.127.20.$unit minpoll 3 mode 17
fudge 127.127.20.$unit time2 0.125
CONF
ntpd two -c "$work/two.conf"
two=$pid

query() {
	at two "$build/ntpq/ntpq" "$@" 127.0.0.1
}

says() {
	shows "$1" cat "$work/two.log"
}

check 'a receiver is opened at the speed its mode says' \
    within 5 says "GPS_NMEA\($unit\) serial $link open at 9600 bps"
check 'its sentences are times' within 15 \
    peer "^\*127\.127\.20\.$unit +\.GPS\. +0 l +[0-9]+ +8 +[137]+ +0\.000 +1[0-9][0-9]\.[0-9]+ "
check 'ntpq -c cv shows the last one' \
    shows 'timecode="\$GPRMC,[0-9]{6}\.00,A,' query -c cv
stop "$feeder" 2>/dev/null
check 'a receiver that is pulled out is noticed' \
    within 5 says "GPS_NMEA\($unit\): the line has ended"
start two "$here/gpsfeeder.py" serial $link 0
feeder=$pid
check 'and opened again when it is back' within 20 \
    peer "^\*127\.127\.20\.$unit "
stop "$two"
stop "$feeder" 2>/dev/null

# --- gpsd -------------------------------------------------------------------

start two "$here/gpsfeeder.py" gpsd 0 pps
feeder=$pid
printf 'server 127.127.46.0 minpoll 3\n' >"$work/two.conf"
: >"$work/two.log"
ntpd two -c "$work/two.conf"
check 'the pulses of gpsd count, not its fixes, nor garbage' within 15 \
    peer '^\*127\.127\.46\.0 +\.GPSD\. +0 l +[0-9]+ +8 +[137]+ +0\.000 +\+?0\.001 '
stop "$feeder" 2>/dev/null
check 'a gpsd that ends is noticed' \
    within 5 says 'GPSD_JSON\(0\): gpsd has gone'
start two "$here/gpsfeeder.py" gpsd 0
feeder=$pid
check 'and asked again when it is back' within 30 \
    peer '^\*127\.127\.46\.0 +\.GPSD\. +0 l '
finish
