# lib.sh -- for the system tests: namespaces, daemons, results.
# SPDX-License-Identifier: BSD-2-Clause
#
# Every host of a test is a network namespace made here, and every program in
# one runs without the right to set the clock.  Sourced, not run.
set -u

here=$(cd "$(dirname "$0")" && pwd)
root=${ROOT:-$here/../..}
build=${BUILD:-$root/build}
foreign=${FOREIGN:-$build/foreign}
work=$(mktemp -d)
chmod 755 "$work"
tag=mt$$
pids=
hosts=
bad=0

clean_up() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	for pid in $pids; do
		wait "$pid" 2>/dev/null
	done
	for host in $hosts; do
		ip netns delete "$tag-$host" 2>/dev/null
		rm -rf "/etc/netns/$tag-$host"
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

# host NAME: a host with a loopback interface
host() {
	hosts="$hosts $1"
	ip netns add "$tag-$1" && ip -n "$tag-$1" link set lo up || exit 1
}

# wire A ADDRESS B ADDRESS: a cable between two hosts, addresses with lengths
wire() {
	wires=$((${wires:-0} + 1))
	ip link add "w$wires" netns "$tag-$1" type veth \
	    peer name "w$wires" netns "$tag-$3" || exit 1
	for end in "$1 $2" "$3 $4"; do
		ip -n "$tag-${end% *}" addr add "${end#* }" dev "w$wires" \
		    $(case $end in *:*) echo nodad ;; esac)
		ip -n "$tag-${end% *}" link set "w$wires" up
	done
}

# names HOST LINE...: the /etc/hosts that HOST sees
names() {
	mkdir -p "/etc/netns/$tag-$1"
	file=/etc/netns/$tag-$1/hosts
	shift
	printf '%s\n' '127.0.0.1 localhost' "$@" >"$file"
}

# on HOST COMMAND...: run it there, in this shell's place; each has a folder of
# its own for control sockets, as hosts have
on() {
	on_host=$1
	shift
	exec ip netns exec "$tag-$on_host" sh -c 'mkdir -p /run/ntpd &&
	    mount -t tmpfs -o mode=755 tmpfs /run/ntpd && exec "$@"' on \
	    setpriv --bounding-set=-sys_time --inh-caps=-sys_time "$@"
}

# at HOST COMMAND...: run it there and come back
at() {
	(on "$@")
}

# start HOST COMMAND...: run it there in the background; its id is $pid
start() {
	(on "$@") >>"$work/$1.out" 2>&1 &
	pid=$!
	pids="$pids $pid"
}

# ntpd HOST ARGUMENT...: start our daemon there, logging to $work/HOST.log
ntpd() {
	ntpd_host=$1
	shift
	start "$ntpd_host" "$build/ntpd/ntpd" -n -l "$work/$ntpd_host.log" "$@"
}

# stop PID: end a daemon; its exit status is the result
stop() {
	kill "$1" 2>/dev/null
	wait "$1"
}

# fake NAME...: make $work/NAME.so of NAME.c, to preload; ends the test if there
# is no compiler
fake() {
	for name in "$@"; do
		${CC:-cc} -shared -fPIC -o "$work/$name.so" "$here/$name.c" \
		    -ldl >"$work/cc.out" 2>&1 && continue
		echo "ok $name # SKIP no C compiler"
		finish
	done
	# The sanitizers' library wants to come first otherwise.
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
	export ASAN_OPTIONS
}

# within SECONDS COMMAND...: try it every 0.2 s until it succeeds
within() {
	until=$(($(date +%s) + $1))
	shift
	while ! "$@" >"$work/within.out" 2>&1; do
		[ "$(date +%s)" -le $until ] || return 1
		sleep 0.2
	done
}

# shows PATTERN COMMAND...: the command's output has a line with the pattern
shows() {
	pattern=$1
	shift
	"$@" 2>&1 | tee "$work/shows.out" | grep -Eq -e "$pattern"
}

# result STATUS NAME: one line, and what there is to see when it failed
result() {
	if [ "$1" -eq 0 ]; then
		echo "ok $2"
		return
	fi
	echo "not ok $2"
	bad=1
	for seen in "$work"/*.log "$work"/*.out; do
		[ -s "$seen" ] && tail -n 20 "$seen" |
		    sed "s|^|# ${seen##*/}: |"
	done
}

# check NAME COMMAND...: the command must succeed
check() {
	check_name=$1
	shift
	"$@" >"$work/check.out" 2>&1
	result $? "$check_name"
}

# fails NAME COMMAND...: the command must not succeed
fails() {
	fails_name=$1
	shift
	! "$@" >"$work/check.out" 2>&1
	result $? "$fails_name"
}

finish() {
	exit $bad
}
