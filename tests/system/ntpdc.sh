#!/bin/sh
# ntpdc.sh -- ntpdc's screens, asked of our daemon and of one that plays tricks.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

ntpdc=$build/companions/ntpdc

host one
host two
wire one 10.0.0.1/24 two 10.0.0.2/24
wire one fd00::1/64 two fd00::2/64
printf 'server 127.127.1.0\nfudge 127.127.1.0 stratum 3\n' >"$work/one.conf"
cat >"$work/two.conf" <<'CONF'
server 10.0.0.1 iburst minpoll 3 maxpoll 4
server fd00::1 iburst minpoll 4
peer 10.0.0.77
restrict default kod nomodify notrap nopeer noquery
restrict 10.0.0.0 mask 255.255.255.0 nomodify
restrict 127.0.0.1
restrict ::1
CONF
ntpd one -c "$work/one.conf"
ntpd two -c "$work/two.conf"

# asks ARGUMENT...: ntpdc on host two; said.out, said.err and $status tell of it
asks() {
	at two timeout 30 "$ntpdc" "$@" >"$work/said.out" 2>"$work/said.err"
	status=$?
}

# prints LINES ARGUMENT...: standard output, in which ~ ends a line, and no error
prints() {
	lines=$1
	shift
	asks "$@"
	[ $status -eq 0 ] && [ ! -s "$work/said.err" ] &&
	    { tr '\n' '~' <"$work/said.out"; echo; } | grep -Eqx -e "$lines"
}

# says PATTERN ARGUMENT...: a line on standard error
says() {
	pattern=$1
	shift
	asks "$@"
	grep -Eqx -e "$pattern" "$work/said.err"
}

head='     remote           local      st poll reach  delay   offset    disp~={71}~'
seconds='-?[0-9]+\.[0-9]+'
check 'peers has classic columns and signs' within 20 prints \
    "$head[*=]10\\.0\\.0\\.1 {8}10\\.0\\.0\\.2 {8} 4    8  [ 0-9]{3} 0\\.0[0-9]{4} [- ]0\\.0[0-9]{5} [0-9.]{7}~[*=]fd00::1 {9}fd00::2 {9} 4   16  [ 0-9]{3} 0\\.0[0-9]{4} [- ]0\\.0[0-9]{5} [0-9.]{7}~\\+10\\.0\\.0\\.77 {7}[0-9.]{7,8} +16   64    0 0\\.00000  0\\.000000 [0-9.]{7}~" \
    -n -c peers
check '-p is the same' prints "$head.*" -np
check 'peers 6 has IPv6 addresses only' prints \
    "$head[*=]fd00::1 [^~]*~" -n -c 'peers 6'
check 'dmpeers has other signs' within 20 prints \
    "$head[*+.]10\\.0\\.0\\.1 .*~[*+.]fd00::1 .*~ 10\\.0\\.0\\.77 [^~]*~" \
    -n -s
check 'listpeers has modes' prints \
    'client    10\.0\.0\.1~client    fd00::1~sym_active 10\.0\.0\.77~' -nl
check 'sysinfo' within 20 prints \
    "system peer:          (10\\.0\\.0\\.1|fd00::1)~system peer mode:     client~leap indicator:       00~stratum:              5~precision:            -[0-9]+~root distance:        $seconds s~root dispersion:      $seconds s~reference ID:         \\[[0-9.]+\\]~reference time:       [0-9a-f]{8}\\.[0-9a-f]{8}  [A-Z][a-z]{2}, [A-Z][a-z]{2} [ 0-9]{2} [0-9]{4} [ 0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}~system flags:         auth monitor (ntp )?(kernel )?(stats )?~jitter:               $seconds s~stability:            $seconds ppm~broadcastdelay:       $seconds s~authdelay:            $seconds s~" \
    -n -c sysinfo
check 'loopinfo' prints \
    "offset:               $seconds s~frequency:            $seconds ppm~poll adjust:          -?[0-9]+~watchdog timer:       [0-9]+ s~" \
    -c loopinfo
check 'loopinfo on one line' prints \
    "offset $seconds, frequency $seconds, time_const -?[0-9]+, watchdog [0-9]+~" \
    -c 'loopinfo oneline'
number='[-+.0-9e]+'
check 'kerninfo' prints \
    "pll offset:           $number s~pll frequency:        $number ppm~maximum error:        $number s~estimated error:      $number s~status:               [0-9a-f]{4} ( [a-z=B]+)*~pll time constant:    [0-9]+~precision:            $number s~frequency tolerance:  [0-9]+ ppm~" \
    -c kerninfo
check 'sysstats' prints \
    'time since restart:     [0-9]+~time since reset:       [0-9]+~packets received:       [0-9]+~packets processed:      [0-9]+~current version:        [0-9]+~previous version:       [0-9]+~declined:               [0-9]+~access denied:          [0-9]+~bad length or format:   [0-9]+~bad authentication:     [0-9]+~rate exceeded:          [0-9]+~' \
    -c sysstats
check 'iostats' prints \
    'time since reset:     [0-9]+~receive buffers:      [0-9]+~free receive buffers: [0-9]+~used receive buffers: [0-9]+~low water refills:    [0-9]+~dropped packets:      [0-9]+~ignored packets:      [0-9]+~received packets:     [0-9]+~packets sent:         [0-9]+~packets not sent:     [0-9]+~interrupts handled:   [0-9]+~received by int:      [0-9]+~' \
    -c iostats

check 'several commands, each for every host' prints \
    "--- 127\\.0\\.0\\.1 ---~offset .*~client .*~--- ::1 ---~offset .*~client .*~" \
    -n -c 'loopinfo oneline' -c listpeers 127.0.0.1 ::1
check 'without a daemon it says so' says \
    'ntpdc: read: Connection refused' --port 124 -c peers 10.0.0.2
check 'off-host nobody gets an answer' says \
    '10\.0\.0\.1: timed out, nothing received' -n -c 'timeout 500' -c peers \
    10.0.0.1
check 'and that is said in classic words' shows '^\*\*\*Request timed out$' \
    cat "$work/said.err"
check 'monlist names what does it now' says \
    "\\*\\*\\*Command \`monlist' is gone; use ntpq -c mrulist" -c monlist
check 'what never was a command is unknown' says \
    "\\*\\*\\*Command \`frobnicate' unknown" -c frobnicate
check 'two beginnings are ambiguous' says \
    "\\*\\*\\*Command \`sys' ambiguous" -c sys
check 'one is enough' prints 'offset .*~' -c 'loop oneline'
asks -Z
[ $status -eq 1 ] && grep -q '^usage: ntpdc ' "$work/said.err"
result $? 'a bad option is told, status 1'
printf 'loopinfo oneline\nhostnames\nquit\nsysinfo\n' |
    at two timeout 30 "$ntpdc" -i -n >"$work/said.out" 2>"$work/said.err"
grep -qx 'ntpdc> offset .*' "$work/said.out" &&
    grep -qx 'ntpdc> hostnames not being shown' "$work/said.out" &&
    ! grep -q stratum "$work/said.out"
result $? 'it prompts and reads commands until quit'

# --- restrictions, over the control socket -----------------------------------------

host three
at three sh -c "$build/ntpd/ntpd -c $work/two.conf -l $work/three.log \
    -p $work/three.pid && sleep 1 && $ntpdc -n -c reslist
    kill \$(cat $work/three.pid)" >"$work/said.out" 2>"$work/said.err"
{ tr '\n' '~' <"$work/said.out"; echo; } | grep -Eqx -e \
    "   address          mask            count        flags~={69}~ {6}127\\.0\\.0\\.1 255\\.255\\.255\\.255 +[0-9]+  none~ {7}10\\.0\\.0\\.0   255\\.255\\.255\\.0 +[0-9]+  nomodify~ {8}0\\.0\\.0\\.0         0\\.0\\.0\\.0 +[0-9]+  noquery, nomodify, nopeer, notrap, kod~.*"
result $? 'reslist has classic columns and flags'

# --- a daemon that plays tricks -------------------------------------------------------

cat >"$work/tricks.py" <<'CODE'
import os, random, socket, struct
random.seed(7)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 7123))


def packet(code, seq, items, size, data, more=False, error=0):
    return struct.pack(">BBBBHH", 0x97 | more << 6, seq, 3, code,
                       error << 12 | items, size) + data


def tricks(code):
    yield [b""]
    yield [os.urandom(random.randrange(600)) for _ in range(50)]
    yield [packet(code, 0, 0xfff, 0xfff, bytes(500))]
    yield [packet(code, 0, 1, 0, b"")]
    yield [packet(code, 0, 0, 72, b"")]
    yield [packet(code, 0, 1, 4, bytes(4))]
    yield [packet(code, 127, 6, 72, os.urandom(432))]
    yield [packet(code, n, 6, 72, os.urandom(432), True) for n in range(128)]
    yield [packet(code, n, 6, 72, os.urandom(432), n < 127)
           for n in random.sample(range(128), 128)]
    yield [packet(code, 0, 1, 72, bytes(72), True)] * 300
    yield [packet(code, 0, 1, 72, bytes(72), True),
           packet(code, 1, 3, 136, bytes(408))]
    for error in range(1, 16):
        yield [packet(code, 0, 0, 0, b"", error=error)]
    while True:
        yield [packet(code, 0, 1, 500, os.urandom(500))]


served = {}
while True:
    request, client = s.recvfrom(1024)
    for answer in next(served.setdefault(request[3], tricks(request[3]))):
        s.sendto(answer, client)
CODE
start two python3 "$work/tricks.py"
sleep 1
good=0
for i in $(seq 32); do
	asks --port 7123 -n -c 'timeout 200' -c peers -c sysinfo -c kerninfo \
	    -c listpeers -c 'loopinfo oneline' -c sysstats -c iostats 127.0.0.1
	[ $status -eq 0 ] && ! grep -q Sanitizer "$work/said.err" &&
	    ! LC_ALL=C grep -q '[^ -~]' "$work/said.out" && good=$((good + 1))
done
[ $good -eq 32 ]
result $? 'answers that are none do no harm'
finish
