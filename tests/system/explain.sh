#!/bin/sh
# explain.sh -- ntpd --test-access, --effective, --equiv: what a configuration
# means, from its files alone.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpd=$build/ntpd/ntpd
corpus=$here/../data/corpus

cat >"$work/a.conf" <<'CONF'
restrict default nomodify notrap nopeer noquery
restrict 192.168.7.0 mask 255.255.255.0 nomodify
restrict 192.168.7.0 mask 255.255.255.0 ntpport ignore
restrict source noserve
restrict 127.0.0.1
server 10.0.0.1
keys /etc/ntp/keys
trustedkey 1 2 3
CONF
cat >"$work/same.conf" <<'CONF'
trustedkey ( 1 ... 3 )
server 10.0.0.1 minpoll 6
restrict 127.0.0.1
restrict 192.168.7.9 mask 24 ntpport ignore
restrict -6 default notrap nomodify
restrict default nopeer noquery
restrict -4 default nomodify notrap
restrict 192.168.7.0/24 nomodify
restrict source noserve
tinker panic 1000
keys /etc/ntp/keys
CONF

# run STATUS ARGUMENT...: ntpd must end with it; output in $work/run.out
run() {
	expected=$1
	shift
	timeout 60 "$ntpd" "$@" >"$work/run.out" 2>&1
	[ $? -eq "$expected" ]
}

# says STATUS PATTERN ARGUMENT...: ntpd ends so and prints such a line
says() {
	status=$1
	pattern=$2
	shift 2
	run "$status" "$@" && grep -Eq -e "$pattern" "$work/run.out"
}

# differs SED PATTERN: a.conf edited by SED is not a.conf, and that is said
differs() {
	sed "$1" "$work/a.conf" >"$work/b.conf"
	says 1 "$2" --equiv "$work/a.conf" "$work/b.conf"
}

# lives: each file of the corpus means what its effective lines mean
lives() {
	for file in "$corpus"/*.conf; do
		"$ntpd" --effective -c "$file" >"$work/effective.conf" \
		    2>/dev/null &&
		    run 0 --equiv "$file" "$work/effective.conf" &&
		    "$ntpd" --effective -c "$work/effective.conf" 2>/dev/null |
		    cmp - "$work/effective.conf" || return 1
	done
}

a="-c $work/a.conf"
# shellcheck disable=SC2086 # words are wanted
{
	check "the line that decides is named" \
	    says 0 "line: $work/a.conf:2$" --test-access 192.168.7.1 $a
	check "its flags are shown" \
	    says 0 'flags: nomodify$' --test-access 192.168.7.1 $a
	check "what an address may do is told" \
	    says 0 'query: yes' --test-access 192.168.7.1 $a
	check "what it may not is told with the flag that is against it" \
	    says 0 'query: no, noquery' --test-access 192.0.2.1 $a
	check "the NTP port has an answer of its own where it matters" \
	    says 0 'flags: ignore' --test-access 192.168.7.1 $a
	check "a template decides about the address of a server" \
	    says 0 "line: $work/a.conf:4$" --test-access 10.0.0.1 $a
	check "an answer about one mode is given" \
	    says 0 'mode 3 \(client\): yes' --test-access 192.0.2.1,3 $a
	echo 'server 10.0.0.1' >"$work/empty.conf"
	check "without a line nobody outside may query" says 0 \
	    'query: no, no line' --test-access 192.0.2.1 -c "$work/empty.conf"
	check "without a line this host may" says 0 \
	    'query: yes' --test-access ::1 -c "$work/empty.conf"
	check "what is no address is refused" run 2 --test-access 10.0.0.256 $a
	check "what is no mode is refused" run 2 --test-access 10.0.0.1,8 $a
	check "a file that is not there is refused" \
	    run 2 --test-access 10.0.0.1 -c "$work/none.conf"
}

check "every configuration survives being written and read" lives
check "other words for the same are equal" \
    run 0 --equiv "$work/a.conf" "$work/same.conf"
check "a flag less is found with an address" \
    differs 's/ noquery$//' '^address 0.0.0.0, port other than 123'
check "a difference for the NTP port only is found" \
    differs 's/ntpport ignore/ntpport/' '^address 192.168.7.0, port 123'
check "a mask one bit longer is found" \
    differs '2s/255.0 /255.128 /' '^address 192.168.7.0, port 123'
check "another key is found" differs 's/1 2 3/1 2/' '^> trustedkey \( 1'
check "another server is found" differs 's/10.0.0.1/10.0.0.2/' '^> server'
check "another discipline is found" \
    differs '$atinker panic 0' '^> tinker panic 0'
check "the same file is equal to itself" \
    run 0 --equiv "$work/a.conf" "$work/a.conf"
check "one file is not enough" run 2 --equiv "$work/a.conf"
check "a file that cannot be read is no answer" \
    run 2 --equiv "$work/a.conf" "$work/none.conf"
finish
