#!/bin/sh
# process.sh -- ntpd as a process: command line, becoming a daemon, giving up
# root, its files.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

program=$build/ntpd/ntpd
ntpq=$build/ntpq/ntpq
log=$work/daemon.log
pidfile=$work/pid

host one
host other
wire one 10.0.0.1/24 other 10.0.0.2/24
wire one 10.0.1.1/24 other 10.0.1.2/24
names one '192.0.2.7 late.example'
cat >"$work/local.conf" <<'CONF'
server 127.127.1.0
fudge 127.127.1.0 stratum 9
CONF

# says STATUS PATTERN ARGUMENT...: ntpd prints such a line and ends so
says() {
	status=$1
	line=$2
	shift 2
	at one timeout 20 "$program" "$@" >"$work/says.out" 2>&1
	[ $? -eq "$status" ] && grep -Eq -e "$line" "$work/says.out"
}

# logs PATTERN: the daemon's log has such a line
logs() {
	shows "$1" cat "$log"
}

# serves STRATUM [SERVER [PORT]]: somebody gives the time at this stratum
serves() {
	shows "stratum $1," at one "$build/ntpdate/ntpdate" \
	    --port "${3:-123}" -q -p 1 "${2:-127.0.0.1}"
}

# answers [SERVER [PORT]]: whoever asks there gets the time
answers() {
	shows '^time' at one "$here/probe.py" "${1:-127.0.0.1}" "${2:-123}"
}

# gone PID: there is no such process
gone() {
	[ ! -d "/proc/$1" ]
}

# daemon ARGUMENT...: become a daemon; its id is $pid
daemon() {
	rm -f "$log" "$pidfile"
	at one "$program" -l "$log" -p "$pidfile" "$@"
	daemon_status=$?
	pid=$(cat "$pidfile" 2>/dev/null)
	pids="$pids $pid"
	return $daemon_status
}

# end_daemon: end it and see that it does
end_daemon() {
	kill "$pid" && within 5 gone "$pid"
}

# has FIELD PATTERN: /proc/PID/status says so of the daemon
has() {
	shows "^$1:[[:space:]]+$2\$" cat "/proc/$pid/status"
}

# This takes its time: look at it in the end.
echo 'server 10.0.0.2 port 123' >"$work/dead.conf"
at one timeout 60 "$program" -q -c "$work/dead.conf" --port 5123 \
    -l "$work/quit.log" >"$work/quit.out" 2>&1 &
quitting=$!

# --- the command line ------------------------------------------------------

check '--version is one line with a version like 4.2.6 has' \
    says 0 '^ntpd 5\.0\.0 \(meantime\)$' --version
for help in --help '-?' '-!' --more-help; do
	check "$help shows the usage, status 0" \
	    says 0 '^usage: ntpd ' "$help"
done
for long in ipv4 ipv6 configfile debug-level set-debug-level driftfile \
    panicgate jaildir interface logfile nofork pidfile quit user slew port; do
	grep -q -e "--$long" "$work/says.out"
	result $? "help knows --$long"
done
check 'an unknown option is an error, status 1' says 1 "option '-Z'" -n -Zn
check 'an unknown long option is an error' says 1 "option '--nonsense'" --nonsense
check 'a missing argument is an error' says 1 "option '-c'" -n -c
check 'an operand is an error' says 1 'arguments not allowed' -n pool.example
check '-4 and -6 exclude each other' says 1 'exclude each other' -n -4 -6
check 'a port of 0 is an error' says 1 'not a port number' --port 0
check 'a port of 65536 is an error' says 1 'not a port number' --port=65536
check 'a debug level of x is an error' says 1 'not a debug level' -D x
check 'an ambiguous abbreviation is an error' says 1 "option '--p'" --p x
check 'a log file that cannot be opened is an error' \
    says 1 'Cannot open log file /nowhere/log' -n -l /nowhere/log

# --- becoming a daemon -----------------------------------------------------

check 'without -n the parent ends with status 0' \
    daemon -c "$work/local.conf"
check 'by then it answers' answers
check 'by then it has logged its sockets' \
    logs 'Listen normally on [0-9]+ lo 127\.0\.0\.1 UDP 123$'
check 'the log has the lines of classic' \
    logs '^[ 123][0-9] [A-Z][a-z]{2} [0-9:]{8} ntpd\[[0-9]+\]: 0\.0\.0\.0 c016 06 restart$'
[ "$(wc -l <"$pidfile")" -eq 0 ] && grep -Eq '^[0-9]+$' "$pidfile"
result $? 'the pid file is the number and no newline'
for fd in 0 1 2; do
	[ "$(readlink "/proc/$pid/fd/$fd")" = /dev/null ]
	result $? "descriptor $fd of the daemon is /dev/null"
done
[ "$(readlink "/proc/$pid/cwd")" = / ]
result $? 'its folder is /'
[ "$(cut -d ' ' -f 6 "/proc/$pid/stat")" = "$pid" ]
result $? 'it has a session of its own'

fails 'a second daemon fails' \
    at one "$program" -c "$work/local.conf" -l "$work/second.log" -p "$pidfile"
at one "$program" -c "$work/local.conf" -l "$work/second.log" -p "$pidfile"
[ $? -eq 1 ]
result $? 'with status 1'
check 'and has said why in its log' \
    shows 'unable to bind to wildcard address 0\.0\.0\.0 - another process may be running - EXITING$' \
    cat "$work/second.log"
[ "$(cat "$pidfile")" = "$pid" ]
result $? 'and the pid file is still that of the first'
check 'SIGTERM ends the daemon' end_daemon
check 'and is logged' logs 'ntpd exiting on signal 15$'
[ -c /dev/null ]
result $? '/dev/null is still a device'

ntpd one -c "$work/local.conf"
check 'with -n it is in the foreground' within 5 answers
kill -INT "$pid"
wait "$pid"
result $? 'SIGINT ends it with status 0'

# --- whom it runs as -------------------------------------------------------

# The leak check of a sanitizer needs rights that are given up here.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
cp "$work/local.conf" "$work/reloaded.conf"
check '-u user:group starts' \
    daemon -c "$work/reloaded.conf" -u nobody:daemon
check 'the user is the one asked for' has Uid '65534	65534	65534	65534'
check 'the group is the one asked for' has Gid '1	1	1	1'
grep -Eq '^Groups:[[:space:]]*1[[:space:]]*$' "/proc/$pid/status"
result $? 'no other groups are left'
# Here the right to set the clock was taken before.
check 'the one right left is to bind low ports' has CapEff 0000000000000400
check 'none can be had back' has CapPrm 0000000000000400
check 'none is inherited' has CapInh 0000000000000000
check 'system calls are filtered' has Seccomp 2
check 'it serves' within 5 serves 10
ip -n "$tag-one" addr add 192.0.2.6/24 dev lo
check 'it binds the NTP port of a new address' \
    within 10 answers 192.0.2.6
echo 'server late.example' >>"$work/reloaded.conf"
kill -HUP "$pid"
check 'it resolves a new name' \
    within 10 shows '^.192\.0\.2\.7 ' at one "$ntpq" -pn
check 'it ends' end_daemon
ip -n "$tag-one" addr del 192.0.2.6/24 dev lo

check '-u with numbers starts' daemon -c "$work/local.conf" -u 65534:1
check 'and means the same user' has Uid '65534	65534	65534	65534'
check 'and the same group' has Gid '1	1	1	1'
end_daemon
check '-u with the user alone starts' daemon -c "$work/local.conf" --user nobody
check 'and takes the group of the user' has Gid '65534	65534	65534	65534'
end_daemon
fails 'an unknown user ends it' \
    daemon -c "$work/local.conf" -u no-such-user
[ $daemon_status -eq 255 ] && logs 'Cannot find user .no-such-user.$'
result $? 'with status 255 and a message'
fails 'an unknown user id ends it' daemon -c "$work/local.conf" -u 54321
[ $daemon_status -eq 255 ] && logs 'Cannot find user ID 54321$'
result $? 'with status 255 and a message'
fails 'an unknown group ends it' \
    daemon -c "$work/local.conf" -u nobody:no-such-group
[ $daemon_status -eq 255 ] && logs 'Cannot find group .no-such-group.$'
result $? 'with status 255 and a message'

mkdir "$work/jail"
check '-i starts' daemon -c "$work/local.conf" -i "$work/jail" -u nobody
[ "$(readlink "/proc/$pid/root")" = "$work/jail" ]
result $? 'the root folder is the jail'
check 'it serves from there' within 5 serves 10
end_daemon
check '-i without -u starts' daemon -c "$work/local.conf" --jaildir="$work/jail"
check 'and gives up rights all the same' has CapEff 0000000000000400
end_daemon
fails 'a jail that is not there ends it' \
    daemon -c "$work/local.conf" -i "$work/nowhere"
[ $daemon_status -eq 255 ] && logs 'Cannot chroot\(\) to '
result $? 'with status 255 and a message'

# as_nobody ARGUMENT...: ntpd started by an ordinary user
as_nobody() {
	at one setpriv --reuid 65534 --regid 65534 --clear-groups \
	    timeout 20 "$program" "$@"
}
as_nobody -n -c "$work/local.conf" -l stderr >"$work/words.out" 2>/dev/null
[ $? -eq 1 ] && grep -qx 'must be run as root, not uid 65534' "$work/words.out"
result $? 'another user than root cannot have port 123, status 1'
as_nobody -c "$work/local.conf" -l stderr >"$work/words.out" 2>/dev/null
[ $? -eq 1 ] && grep -qx 'must be run as root, not uid 65534' "$work/words.out"
result $? 'and hears of it without -n, too'
as_nobody -n -c "$work/local.conf" -l stdout --port 4123 >"$work/user.out" &
user=$!
check 'with --port an ordinary user can serve' \
    within 5 serves 10 127.0.0.1 4123
kill "$(sed -n 's/.* ntpd\[\([0-9]*\)\]: .*starting$/\1/p' "$work/user.out")"
wait $user
result $? 'and it ends with status 0'

# --- its files -------------------------------------------------------------

echo 12.345 >"$work/drift"
check '-f reads the drift file' daemon -c "$work/local.conf" -f "$work/drift"
check 'ntpq shows its frequency' \
    shows '^frequency=12\.345' at one "$ntpq" -c 'rv 0 frequency'
check 'and the log does' logs 'c012 02 freq_set (kernel|ntpd) 12\.345 PPM$'
end_daemon
printf -- '-7.5\n' >"$work/drift"
printf 'driftfile "%s"\n' "$work/drift" | cat - "$work/local.conf" \
    >"$work/drift.conf"
check 'driftfile in the configuration names it, too' \
    daemon -c "$work/drift.conf"
check 'and it may be negative' \
    shows '^frequency=-7\.500' at one "$ntpq" -c 'rv 0 frequency'
end_daemon
echo nonsense >"$work/drift"
check 'a bad drift file is no obstacle' daemon -c "$work/drift.conf"
check 'but is named in the log' \
    logs "format error frequency file $work/drift\$"
end_daemon
echo 777 >"$work/drift"
check 'a frequency beyond 500 ppm is no obstacle' daemon -c "$work/drift.conf"
check 'and is not used' logs 'c011 01 freq_not_set$'
end_daemon

check 'a missing configuration is no obstacle' daemon -c "$work/nowhere.conf"
check 'but is named in the log' \
    logs "getconfig: Couldn't open <$work/nowhere.conf>"
check 'without any source it answers, too' answers
end_daemon

mkdir "$work/local.d"
echo 'fudge 127.127.1.0 stratum 3' >"$work/local.d/20-b.conf"
echo 'fudge 127.127.1.0 stratum 4' >"$work/local.d/10-a.conf"
echo 'fudge 127.127.1.0 stratum 5' >"$work/local.d/30-c.off"
daemon -c "$work/local.conf"
check 'the drop-ins X.d/*.conf are read after X.conf, in lexical order' \
    within 5 serves 4
end_daemon
rm -r "$work/local.d"

# --- other options ---------------------------------------------------------

daemon --configfile "$work/local.conf" --ipv4
check '-4 has sockets for IPv4' answers 127.0.0.1
fails '-4 has no sockets for IPv6' answers ::1
end_daemon
daemon --configf="$work/local.conf" -6
check '-6 has sockets for IPv6' answers ::1
fails '-6 has no sockets for IPv4' answers 127.0.0.1
end_daemon
daemon -c "$work/local.conf" -I w1
check '-I listens on the interface named' answers 10.0.0.1
fails '-I listens on no other interface' answers 10.0.1.1
check '-I listens on loopback all the same' answers 127.0.0.1
end_daemon
daemon -c "$work/local.conf" --interface 10.0.1.1 --interface=w1
check '-I takes an address, and can be repeated' answers 10.0.1.1
check 'with another kind of name' answers 10.0.0.1
end_daemon

start one "$program" -d -l "$log" -c "$work/local.conf"
check '-d stays in the foreground and copies the log to standard error' \
    within 5 grep -q 'c016 06 restart' "$work/one.out"
stop "$pid"
result $? '-d ends with status 0'
: >"$work/one.out"
start one "$program" --set-debug-level=2 -l "$log" -c "$work/local.conf"
check '-D 2 does so, too' within 5 grep -q 'c016 06 restart' "$work/one.out"
stop "$pid"

wait $quitting
[ $? -eq 1 ] && grep -qx 'ntpd: no servers found' "$work/quit.out"
result $? '-q ends with status 1 when nobody answers'
check 'and logs it' \
    shows 'ntpd: no servers found$' cat "$work/quit.log"
start other "$here/fakeserver.py" 10.0.0.2 123 3 1 0
check '-q without the right to set the clock says so, status 1' \
    within 10 says 1 '^ntpd: time not set, off by \+[23]\.[0-9]{6}s$' \
    --quit -c "$work/dead.conf" --port 4123 -l "$log"
finish
