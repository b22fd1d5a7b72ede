#!/bin/sh
# garbage.sh -- ntpd under datagrams and files that nobody should send it.
# SPDX-License-Identifier: BSD-2-Clause
#
# With the sanitizers any misstep ends the daemon.
. "$(dirname "$0")/lib.sh"

count=${FULL:+200000}
count=${count:-10000}

host server
host world
wire server 10.0.0.1/24 world 10.0.0.2/24
wire server 2001:db8::1/64 world 2001:db8::2/64
names server

# answers: the server gives the time and may be asked
answers() {
	shows '^time status$' at world "$here/probe.py" 10.0.0.1 123
}

# still PID: the process is there and has the memory it had, in KiB, or little
# more
still() {
	resident=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status")
	echo "$resident KiB, before it was $2"
	[ "$resident" -gt 0 ] && [ "$resident" -lt $(($2 + 4000)) ]
}

# sends N SEED: at least N answers come
sends() {
	garbage=$(at world "$here/garbage.py" "$count" "$2" 10.0.0.1 2001:db8::1)
	echo "$garbage answers"
	[ "${garbage:-0}" -ge "$1" ]
}

cat >"$work/server.conf" <<'CONF'
server 127.127.1.0
restrict default
CONF
# Freed memory is memory that can be used again.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
export ASAN_OPTIONS
# What it asks comes back as garbage, too.
for server in 2 3 4 5 6; do
	ip -n "$tag-world" addr add "10.0.0.1$server/24" dev w1
	start world "$here/garbage.py" reply $server "10.0.0.1$server"
	echo "server 10.0.0.1$server iburst minpoll 3" >>"$work/server.conf"
done
ntpd server -c "$work/server.conf"
daemon=$pid
check 'the daemon is up' within 10 answers
check "$count datagrams of all kinds get what they deserve" \
    sends $((count / 10)) 1
resident=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status")
check 'it answers as before' answers
check 'as many others' sends $((count / 10)) 2
check 'it answers still' answers
check 'and has not grown' still "$daemon" "$resident"
kill -HUP "$daemon"
check 'it can be reloaded' \
    within 5 shows 'configuration reloaded$' cat "$work/server.log"
stop "$daemon"
result $? 'and ends with status 0'
[ ! -s "$work/server.out" ]
result $? 'it had nothing to complain of on its terminal'

# --- files -----------------------------------------------------------------

# starts_with FILE: a daemon with this file comes up and can be ended
starts_with() {
	: >"$work/server.log"
	ntpd server -c "$1"
	within 15 shows '^time' at world "$here/probe.py" 10.0.0.1 123
	up=$?
	stop "$pid" && [ $up -eq 0 ]
}

for i in 1 2 3; do
	echo "includefile $work/self.conf"
done >"$work/self.conf"
check 'a file that includes itself is no trap' starts_with "$work/self.conf"
head -c 200000 /dev/urandom >"$work/random.conf"
check 'nor is a file of random octets' starts_with "$work/random.conf"
head -c 1000000 /dev/zero | tr '\0' 'x' >"$work/long.conf"
check 'nor a line of a million letters' starts_with "$work/long.conf"
check 'nor a folder' starts_with "$work"
check 'nor a device' starts_with /dev/null
mkfifo "$work/fifo.conf"
check 'nor a pipe nobody writes to' starts_with "$work/fifo.conf"
awk 'BEGIN {
	print "server 127.127.1.0"
	for (i = 0; i < 500; i++)
		printf "server 10.1.%d.%d\n", i / 250, i % 250 + 1
	for (i = 0; i < 10000; i++)
		printf "restrict 10.%d.%d.0 mask 255.255.255.0 noquery\n",
		    i / 250 + 100, i % 250
}' >"$work/many.conf"
check '500 servers and 10 000 rules are not too many' \
    starts_with "$work/many.conf"
finish
