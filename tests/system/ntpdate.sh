#!/bin/sh
# ntpdate.sh -- ntpdate's words, streams and exit statuses on a scripted network.
# SPDX-License-Identifier: BSD-2-Clause
#
# Everything runs in a network namespace of its own and without the right to
# set the clock, so a correction ends in the message about the refused call.
set -u

here=$(cd "$(dirname "$0")" && pwd)
ntpdate=${BUILD:-$here/../../build}/ntpdate/ntpdate
work=$(mktemp -d)
space=meantime-ntpdate-$$
pids=
bad=0

clean_up() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	ip netns delete "$space" 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

inside() {
	exec ip netns exec "$space" setpriv --bounding-set=-sys_time \
	    --inh-caps=-sys_time "$@"
}

# fake ARGUMENT...: a server of fakeserver.py in the background
fake() {
	(inside "$here/fakeserver.py" "$@") >"$work/requests" &
	pids="$pids $!"
}

# result NAME: report on the commands before it
result() {
	if [ "$wrong" = no ]; then
		echo "ok $1"
	else
		echo "not ok $1"
		sed 's/^/# stdout: /' "$work/out"
		sed 's/^/# stderr: /' "$work/err"
		echo "# status: $status"
		bad=1
	fi
	wrong=no
}

# run STATUS ARGUMENT...: ntpdate must end with STATUS
run() {
	wanted=$1
	shift
	(inside "$ntpdate" "$@") >"$work/out" 2>"$work/err"
	status=$?
	[ $status -eq "$wanted" ] || wrong=yes
}

# says STREAM N PATTERN: line N of the stream is PATTERN and nothing else
says() {
	sed -n "$2p" "$work/$1" | grep -Eqx -e "$3" || wrong=yes
}

# lines STREAM N: the stream has N lines
lines() {
	[ "$(wc -l <"$work/$1")" -eq "$2" ] || wrong=yes
}

prefix='[ 123][0-9] [A-Z][a-z][a-z] [0-9]{2}:[0-9]{2}:[0-9]{2} ntpdate\[[0-9]+\]: '
wrong=no
ip netns add "$space" && ip -n "$space" link set lo up || exit 1
fake 127.0.0.2 123 0.1235 1 0
fake 127.0.0.3 123 -0.2 2 3
fake 127.0.0.4 123 0 0 3 DENY
fake 127.0.0.5 123 0 0 3 RATE
fake 127.0.0.6 123 -7.25 2 0
fake 127.0.0.7 4123 0 2 0
fake ::1 123 0 1 0
sleep 1

run 0 -q -p 1 127.0.0.2
lines out 2
lines err 0
says out 1 'server 127\.0\.0\.2, stratum 1, offset 0\.12[0-9]{4}, delay 0\.0[0-9]{4}'
says out 2 "${prefix}adjust time server 127\.0\.0\.2 offset 0\.12[0-9]{4} sec"
result "-q prints a line for the server and what would be done"

run 0 -qp1 127.0.0.6
says out 2 "${prefix}step time server 127\.0\.0\.6 offset -7\.2[45][0-9]{4} sec"
result "half a second or more would be stepped"

run 1 -q -p 1 127.0.0.3
says out 1 'server 127\.0\.0\.3, stratum 2, offset -0\.[12][0-9]{5}, delay .*'
says err 1 "${prefix}no server suitable for synchronization found"
lines out 1
result "an unsynchronised server is shown and not used"

run 1 -q -p 1 127.0.0.4
says out 1 'server 127\.0\.0\.4, stratum 16, offset .*'
result "the kiss DENY shows as stratum 16"

run 1 -q 127.0.0.5
says err 1 "${prefix}127\.0\.0\.5 rate limit response from server\."
says out 1 'server 127\.0\.0\.5, stratum 0, offset 0\.000000, delay 0\.00000'
result "the kiss RATE ends the asking"

run 1 -q -p 1 127.0.0.9
says out 1 'server 127\.0\.0\.9, stratum 0, offset 0\.000000, delay 0\.00000'
says err 1 "${prefix}no server suitable for synchronization found"
result "silence has classic's line of zeros"

run 0 -q -p 1 127.0.0.9 127.0.0.3 ::1
says out 1 'server 127\.0\.0\.9, .*'
says out 3 'server ::1, stratum 1, .*'
says out 4 "${prefix}adjust time server ::1 offset -?0\.0.*"
result "servers are listed as given and the best one wins"

run 0 --port 4123 -q -p 1 127.0.0.7
result "--port asks another port"

run 0 -d -p 2 127.0.0.2
says out 1 "${prefix}ntpdate [0-9]+\.[0-9]+\.[0-9]+ \(meantime\)"
says out 2 'Looking for host 127\.0\.0\.2 and service ntp'
says out 3 'transmit\(127\.0\.0\.2\)'
says out 6 'receive\(127\.0\.0\.2\)'
says out 7 'server 127\.0\.0\.2, port 123'
says out 8 'stratum 1, precision -20, leap 00, trust 000'
says out 9 'refid \[GPS\], delay 0\.0[0-9]{4}, dispersion 0\.0[0-9]{4}'
says out 10 'transmitted 2, in filter 2'
says out 11 'reference time:    [0-9a-f]{8}\.[0-9a-f]{8}  [A-Z][a-z]{2}, [A-Z][a-z]{2} [ 0-9]{2} [0-9]{4} [ 0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}'
says out 14 'filter delay:  0\.0[0-9]{4}  0\.0[0-9]{4}  0\.00000  0\.00000 '
says out 15 '         0\.00000  0\.00000  0\.00000  0\.00000 '
says out 16 'filter offset: 0\.12[0-9]{4} 0\.12[0-9]{4} 0\.000000 0\.000000'
says out 19 'offset 0\.12[0-9]{4}'
says out 20 ''
result "-d shows everything about the server"

run 1 -u -p 1 127.0.0.2
lines out 0
says err 1 "${prefix}Can't adjust the time of day: Operation not permitted"
result "a refused slew is an error"

run 1 -u -p 1 -b 127.0.0.2
lines out 0
says err 1 "${prefix}step-systime: Operation not permitted"
result "a refused step is an error"

run 1 127.0.0.2
lines out 0
says err 1 "${prefix}the NTP socket is in use, exiting"
result "a held NTP port ends it"

run 1
says err 1 "${prefix}no servers can be used, exiting"
result "without servers there is nothing to do"

run 0 -q -p 1 127.0.0.2 -p
says err 1 'Error resolving -p: .* \(-[0-9]+\)'
says err 2 "${prefix}Can't find host -p: .* \(-[0-9]+\)"
result "options end at the first operand"

run 2 -p 9 127.0.0.2
says err 1 '.*ntpdate: number of samples \(9\) is invalid'
says err 2 'usage: .*ntpdate \[-46bBdqsuv\] \[-a key#\] \[-e delay\] \[-k file\] \[-p samples\] \[-o version#\] \[-t timeo\] \[-U username\] server \.\.\.'
run 2 -t soon 127.0.0.2
says err 1 '.*ntpdate: timeout soon is undecodeable'
run 2 -e 3 127.0.0.2
says err 1 '.*ntpdate: encryption delay 3 is unlikely'
run 2 -Z
says err 1 '.*ntpdate: unknown option -Z'
result "bad options have classic's complaints"

run 1 -u -U no-such-user 127.0.0.2
says err 1 "Failed to lookup user 'no-such-user'\."
run 1 -u -U nobody -p 1 127.0.0.2
says err 1 "${prefix}Can't adjust .*"
result "-U runs as another user"

(inside python3 -c 'import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 4000))
time.sleep(60)') &
pids="$pids $!"
sleep 1
run 1 --port 4000 127.0.0.2
says err 1 "${prefix}the NTP socket is in use, exiting"
result "a holder that would share the port is noticed"

exit $bad
