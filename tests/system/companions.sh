#!/bin/sh
# companions.sh -- the small programs beside real daemons.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

host one
host two
host three
wire one 10.0.0.1/24 two 10.0.0.2/24
wire two 10.0.1.2/24 three 10.0.1.3/24
names three '10.0.1.2 two.example' '10.0.0.1 one.example'
printf 'server 127.127.1.0\nfudge 127.127.1.0 stratum 0\nrestrict default nomodify\n' \
    >"$work/one.conf"
printf 'server 10.0.0.1 iburst minpoll 3\nrestrict default nomodify\n' \
    >"$work/two.conf"
printf 'server 10.0.1.2 iburst\n' >"$work/three.conf"

tool() {
	tool_host=$1 tool_name=$2
	shift 2
	at "$tool_host" "$build/companions/$tool_name" "$@"
}

# says HOST STATUS LINES TOOL ARGUMENT...: exit status and standard output, in
# which ~ stands for the end of a line
says() {
	says_host=$1 wanted=$2 lines=$3
	shift 3
	tool "$says_host" "$@" >"$work/said.out" 2>"$work/said.err"
	[ $? -eq "$wanted" ] && { tr '\n' '~' <"$work/said.out"; echo; } |
	    grep -Eqx -e "$lines"
}

# state FILE: the line that tells of the state; Debian's ntpstat leaves out who
# is not an address, and has another word for silence
state() {
	sed -n '1{ s/ ([A-Z]*)//; s/ *$//; s/^Unable to talk.*/timeout/; p; }' "$1"
}

# agree HOST STATE: Debian's ntpstat ends with our status and says the same
agree() {
	if [ ! -x "$foreign/usr/bin/ntpstat" ]; then
		echo "ok Debian's ntpstat, $2 # SKIP it could not be had"
		return
	fi
	at "$1" timeout 20 "$foreign/usr/bin/ntpstat" >"$work/theirs.out" 2>&1
	theirs=$?
	at "$1" timeout 20 "$build/companions/ntpstat" >"$work/ours.out" 2>&1
	[ $theirs -eq $? ] &&
	    [ "$(state "$work/theirs.out")" = "$(state "$work/ours.out")" ]
	result $? "Debian's ntpstat agrees: $2, status $theirs"
}

# --- before there is a daemon ----------------------------------------------

check 'ntpstat without a daemon' says three 2 '' ntpstat
check 'says so on standard error' \
    shows '^Unable to talk to NTP daemon\. Is it running\?$' cat "$work/said.err"
check 'ntp-wait does not wait for one' says three 1 '' ntp-wait
check 'and says why with -v' says three 1 \
    'Waiting for ntpd to synchronize\.\.\.  .~ntpd is not running!~' ntp-wait -v

agree three 'no daemon'

# --- a daemon that does not let itself be asked --------------------------------

host refusing
printf 'restrict default noquery\nrestrict 127.0.0.1 noquery\nrestrict ::1 noquery\n' \
    >"$work/refusing.conf"
ntpd refusing -c "$work/refusing.conf"
sleep 1
check 'ntpstat of a daemon that refuses' says refusing 2 '' ntpstat
check 'says that it cannot talk to it' \
    shows '^Unable to talk to NTP daemon\. Is it running\?$' cat "$work/said.err"
check 'ntp-wait tries, and gives up' says refusing 1 \
    'Waiting for ntpd to synchronize\.\.\.  .*No!~ntpd did not synchronize\.~' \
    ntp-wait -n 2 -s 1 -v
agree refusing 'a daemon that refuses'
stop "$pid"

# --- a daemon that is not synchronised -------------------------------------

ntpd three -c "$work/three.conf"
three=$pid
check 'ntpstat of a daemon that has just begun' within 5 says three 1 \
    'unsynchronised~(  time server re-starting~)?   polling server every [0-9]+ s~' \
    ntpstat
agree three 'unsynchronised'
check 'ntp-wait gives up after its tries' says three 1 '' ntp-wait -n 2 -s 1
check 'and says so with -v' says three 1 \
    'Waiting for ntpd to synchronize\.\.\.  ...No!~ntpd did not synchronize\.~' \
    ntp-wait -n 1 -v

# --- a chain ----------------------------------------------------------------

ntpd one -c "$work/one.conf"
ntpd two -c "$work/two.conf"
check 'ntp-wait waits for the time' tool three ntp-wait -n 40 -s 1
check 'ntpstat says so' says three 0 \
    'synchronised to NTP server \(10\.0\.1\.2\) at stratum 3~   time correct to within [0-9]+ ms~   polling server every [0-9]+ s~' \
    ntpstat
check 'scripts cut out how far it may be off' \
    shows '^[0-9]+$' sh -c "grep within $work/said.out | cut -d' ' -f8"
check 'within a second it is good enough' tool three ntpstat -m 1000
check 'but not within nothing' says three 1 \
    'synchronised to .*~   time correct to within [0-9]+ ms \(exceeded maximum of 0 ms\)~.*' \
    ntpstat -m 0
check 'ntpstat on the LOCAL clock' says one 0 \
    'synchronised to local net \(LOCL\) at stratum 1~.*' ntpstat
for argument in -x -m '-m x' '-m -1' operand; do
	# shellcheck disable=SC2086 # words are wanted
	check "ntpstat $argument is bad usage" says three 3 '' ntpstat $argument
done
agree three synchronised
agree one 'on the LOCAL clock'
if [ -x "$foreign/usr/bin/ntpstat" ]; then
	check "Debian's ntpstat finds the same" sh -c "
	    ip netns exec $tag-three $foreign/usr/bin/ntpstat |
	        sed -n 's/ *$//; 1p; 3p' >$work/theirs
	    ip netns exec $tag-three $build/companions/ntpstat |
	        sed -n '1p;3p' >$work/ours
	    cmp $work/theirs $work/ours && test -s $work/ours"
else
	echo "ok Debian's ntpstat # SKIP it could not be had"
fi
number='-?[0-9]+\.[0-9]{6}'
check 'ntptrace follows the chain to its end' says three 0 \
    "localhost: stratum 3, offset $number, synch distance $number~(two.example|10\.0\.1\.2): stratum 2, offset $number, synch distance 0\.[0-9]+~(one.example|10\.0\.0\.1): timed out, nothing received~\*\*\*Request timed out~" \
    ntptrace
check 'and from a host in between' says two 0 \
    "10\.0\.1\.2: stratum 2, offset $number, synch distance $number~10\.0\.0\.1: stratum 1, offset 0\.000000, synch distance $number, refid 'LOCL'~" \
    ntptrace -n 10.0.1.2
check 'but no further than it is told' says two 0 \
    "127\.0\.0\.1: stratum 2, offset $number, synch distance $number~" \
    ntptrace -n -m 1
check 'a host that does not answer' says two 1 \
    "10\.0\.0\.77: timed out, nothing received~.*" ntptrace -n 10.0.0.77
stop "$three"

# --- the kernel's clock ------------------------------------------------------

check 'ntptime shows what the kernel says' says one 0 \
    'ntp_gettime\(\) returns code [0-5] \([A-Z]+\)~  time [0-9a-f]{8}\.[0-9a-f]{8}  [A-Z][a-z]{2}, [A-Z][a-z]{2} [ 0-9]{2} [0-9]{4} [ 0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}, \(\.[0-9]{6,9}\),~  maximum error [0-9]+ us, estimated error [0-9]+ us, TAI offset -?[0-9]+~ntp_adjtime\(\) returns code [0-5] \([A-Z]+\)~  modes 0x0 \(\),~  offset .* us, frequency .* ppm, interval [0-9]+ s,~  maximum error [0-9]+ us, estimated error [0-9]+ us,~  status 0x[0-9a-f]+ \([A-Z,]*\),~  time constant [0-9]+, precision .* us, tolerance [0-9]+ ppm,~.*' \
    ntptime
check 'without the right it changes nothing' says one 0 '' ntptime -f 10
check 'and says so' shows '^Must be root to set kernel values$' \
    cat "$work/said.err"
check 'ntptime -h explains itself' says one 2 '' ntptime -h
check 'a status of 256 is bad usage' says one 2 '' ntptime -s 256
check 'tickadj shows the tick' says one 0 'tick = [0-9]+~' tickadj
check 'and sets none' says one 255 '' tickadj 10001

# --- keys ---------------------------------------------------------------------

mkdir "$work/keys"
cd "$work/keys" || exit 1
umask 022
check 'ntp-keygen -M makes keys' "$build/companions/ntp-keygen" -M
link=$(echo ntpkey_md5_*)
check 'that only their owner may read' \
    test "$(stat -L -c %a "$link")" = 600
check 'and that ntpd reads, all thirty' sh -c "
    printf 'keys %s\ntrustedkey (1 ... 30)\ncontrolkey 21\n' $work/keys/$link \
        >$work/keyed.conf &&
    $build/ntpd/ntpd --check $work/keyed.conf >$work/keyed.out; test \$? -lt 2 &&
    ! grep -q ':.*key [0-9]' $work/keyed.out"
first=$(cat "$link")
sleep 1.1
check 'again makes others' "$build/companions/ntp-keygen" -M
check 'and the link leads to them' test "$(cat "$link")" != "$first"
"$build/companions/ntp-keygen" -H >"$work/said.out" 2>&1
check 'Autokey is gone' shows 'insecure and gone' cat "$work/said.out"
finish
