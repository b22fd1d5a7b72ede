#!/bin/sh
# ntpdate_servers.sh -- ntpdate and the servers there are: chronyd, NTPsec's and
# OpenNTPD's ntpd, and those that are to be refused.
# SPDX-License-Identifier: BSD-2-Clause
#
# The foreign daemons are unpacked, not installed, into $FOREIGN.
. "$(dirname "$0")/lib.sh"

# run ARGUMENT...: ntpdate on the host client; out, err and $status tell of it
run() {
	at client timeout 60 "$build/ntpdate/ntpdate" "$@" \
	    >"$work/run.out" 2>"$work/err.out"
	status=$?
}

# has STREAM PATTERN: a line of the stream is the pattern
has() {
	grep -Eqx -e "$2" "$work/$1.out"
}

# good ADDRESS STRATUM: it is used, and its time is ours
good() {
	run -q -p 2 "$1"
	[ $status -eq 0 ] &&
	    has run "server $1, stratum $2, offset -?0\\.00[0-9]{4}, delay 0\\.0[0-9]{4}" &&
	    has run ".*: adjust time server $1 offset -?0\\.00[0-9]{4} sec"
}

# is_refused ADDRESS: it answers and is not used
is_refused() {
	run -q -p 1 "$1"
	[ $status -eq 1 ] && has run "server $1, .*" &&
	    has err '.*: no server suitable for synchronization found'
}

host client
host source
host liars
wire client 10.0.0.1/24 source 10.0.0.2/24
wire client 10.0.9.1/24 liars 10.0.9.2/24
printf 'server 127.127.1.0\nfudge 127.127.1.0 stratum 3\n' >"$work/source.conf"
ntpd source -c "$work/source.conf"

# --- other people's daemons ----------------------------------------------------

# foreign_host NAME NUMBER: a host between the client and the source
foreign_host() {
	host "$1"
	wire client "10.0.$2.1/24" "$1" "10.0.$2.2/24"
	wire source "10.1.$2.1/24" "$1" "10.1.$2.2/24"
}

if [ -x "$foreign/usr/sbin/chronyd" ]; then
	foreign_host chrony 1
	printf '%s\n' 'server 10.1.1.1 iburst minpoll 4 maxpoll 4' allow \
	    'cmdport 0' "pidfile $work/chrony.pid" >"$work/chrony.conf"
	start chrony "$foreign/usr/sbin/chronyd" -d -x -u root \
	    -f "$work/chrony.conf"
	has_chrony=true
fi
if [ -x "$foreign/usr/sbin/ntpd" ]; then
	foreign_host ntpsec 2
	printf '%s\n' 'server 10.1.2.1 iburst minpoll 4 maxpoll 4' \
	    'restrict default nomodify' >"$work/ntpsec.conf"
	start ntpsec "$foreign/usr/sbin/ntpd" -n -c "$work/ntpsec.conf" \
	    -l "$work/ntpsec.log"
	has_ntpsec=true
fi
# OpenNTPD calls itself synchronised after its second correction, five minutes
# from its start: its clock is one that can be set, and it does not wait as long
# as it thinks.
fake=$work/fakeclock.so
cat >"$work/haste.c" <<'CODE'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <time.h>
#define TIMES 30

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	int (*real)(clockid_t, struct timespec *);
	int result;

	*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	result = real(clock, t);
	if (clock == CLOCK_MONOTONIC) {
		t->tv_sec = t->tv_sec * TIMES + t->tv_nsec / (1000000000 / TIMES);
		t->tv_nsec = t->tv_nsec % (1000000000 / TIMES) * TIMES;
	}
	return result;
}

int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	int (*real)(struct pollfd *, nfds_t, int);

	*(void **)&real = dlsym(RTLD_NEXT, "poll");
	return real(fds, n, ms > TIMES ? ms / TIMES : ms);
}
CODE
if [ -x "$foreign/openntpd/usr/sbin/ntpd" ] && ${CC:-cc} -shared -fPIC \
    -o "$fake" "$here/fakeclock.c" "$work/haste.c" -ldl >"$work/cc.out" 2>&1
then
	foreign_host open 3
	# It wants a user of its own.
	mkdir -p "/etc/netns/$tag-open" "$work/empty"
	chmod 755 "$work/empty"
	{
		cat /etc/passwd
		echo "ntpd:x:65534:65534::$work/empty:/usr/sbin/nologin"
	} >"/etc/netns/$tag-open/passwd"
	printf 'listen on 10.0.3.2\nserver 10.1.3.1\n' >"$work/open.conf"
	start open sh -c 'mount -t tmpfs tmpfs /var/lib &&
	    mkdir -p /var/lib/openntpd/run /var/lib/openntpd/db &&
	    LD_PRELOAD=$1 exec "$2" -d -f "$3" -p "$4"' open "$fake" \
	    "$foreign/openntpd/usr/sbin/ntpd" "$work/open.conf" \
	    "$work/open.pid"
	has_open=true
fi

# foreign HAS NAME ADDRESS STRATUM: the daemon is used, as soon as it is ready
foreign() {
	if [ -z "$1" ]; then
		echo "ok ntpdate takes the time from $2 # SKIP it could not be had"
		return
	fi
	check "ntpdate takes the time from $2" within "$5" good "$3" "$4"
}

# --- scripted servers ------------------------------------------------------------

# server NUMBER OFFSET STRATUM LEAP [REFID [DEAF [MANNER]]]
server() {
	ip -n "$tag-liars" addr add "10.0.9.$1/24" dev w2
	number=$1
	shift
	start liars "$here/fakeserver.py" "10.0.9.$number" 123 "$@"
}

server 11 0 0 0 XXXX
server 12 0 15 0
server 13 0 16 0
server 14 0 255 0
server 15 0 2 3
server 16 0 0 3 DENY
server 17 0 0 3 RSTR
server 18 0 0 3 RATE
server 19 0 2 0 GPS. 0 bogus
server 20 0 2 0 GPS. 0 twice
server 21 0 2 0 GPS. 0 moved
sleep 1

if [ -n "${has_open:-}" ]; then
	run -q -p 1 10.0.3.2
	[ $status -eq 1 ] &&
	    has err '.*: no server suitable for synchronization found'
	result $? "OpenNTPD's ntpd is refused while it is not synchronised"
fi
check 'stratum 0 that is no kiss is refused' is_refused 10.0.9.11
check 'stratum 15 is the last one that is used' good 10.0.9.12 15
run -q -p 1 --explain 10.0.9.13
[ $status -eq 1 ] && has run 'server 10\.0\.9\.13, stratum 0, offset 0\.000000, delay 0\.00000' &&
    has err '10\.0\.9\.13: it replies, but not with what a synchronised server sends'
result $? 'stratum 16 is no answer'
run -q -p 1 10.0.9.14
[ $status -eq 1 ] && has run 'server 10\.0\.9\.14, stratum 0, .*'
result $? 'nor is stratum 255'
check 'leap 3 is refused' is_refused 10.0.9.15
check 'the kiss DENY is refused' is_refused 10.0.9.16
check 'the kiss RSTR is refused' is_refused 10.0.9.17
began=$(date +%s)
run -q 10.0.9.18
[ $status -eq 1 ] && [ $(($(date +%s) - began)) -lt 2 ] &&
    has err '.*: 10\.0\.9\.18 rate limit response from server\.'
result $? 'the kiss RATE is obeyed at once'
run -q -p 1 -d 10.0.9.19
[ $status -eq 1 ] && has run 'receive: pkt\.org and peer\.xmt differ' &&
    has run '10\.0\.9\.19: Server dropped: no data'
result $? 'an answer to another question is none'
run -d -p 2 10.0.9.20
[ $status -eq 0 ] && has run 'transmitted 2, in filter 2' &&
    has run '.*: adjust time server 10\.0\.9\.20 offset -?0\.00[0-9]{4} sec'
result $? 'a second answer to the same question does not count'
run -q -p 1 10.0.9.21
[ $status -eq 1 ] && has run 'server 10\.0\.9\.21, stratum 0, .*'
result $? 'an answer from another port is none'
run -q -p 1 10.0.9.11 10.0.9.13 10.0.9.15 10.0.9.16 10.0.9.19 10.0.0.2 10.0.9.21
[ $status -eq 0 ] && has run '.*: adjust time server 10\.0\.0\.2 offset .*'
result $? 'among all of these the good one is found'

# They have had time to look for themselves meanwhile.
foreign "${has_chrony:-}" chronyd 10.0.1.2 5 20
if [ -n "${has_chrony:-}" ]; then
	at chrony timeout 60 "$build/ntpdate/ntpdate" --explain 10.1.1.1 \
	    >"$work/run.out" 2>"$work/err.out"
	[ $? -eq 1 ] && has err '.*: the NTP socket is in use, exiting' &&
	    has err 'port 123 is held by process [0-9]+ \(chronyd\)'
	result $? 'chronyd, which would share the port, is named as its holder'
fi
foreign "${has_ntpsec:-}" "NTPsec's ntpd" 10.0.2.2 5 30
foreign "${has_open:-}" "OpenNTPD's ntpd" 10.0.3.2 5 60
finish
