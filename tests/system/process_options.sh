#!/bin/sh
# process_options.sh -- what each of classic's further options does to the
# running daemon; its statistics files, its log, its signals; the steps of a
# Type=forking unit.
# SPDX-License-Identifier: BSD-2-Clause
. "$(dirname "$0")/lib.sh"

program=$build/ntpd/ntpd
ntpq=$build/ntpq/ntpq
log=$work/daemon.log
pidfile=$work/pid
# The leak check of a sanitizer needs rights that are given up here.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

host one
host other
wire one 10.0.0.1/24 other 10.0.0.2/24
echo 'server 127.127.1.0' >"$work/local.conf"
echo 'server 10.0.0.1 iburst' >"$work/client.conf"
printf '5 M secret\n6 M another\n' >"$work/keys"

# daemon ARGUMENT...: become a daemon; its id is $pid
daemon() {
	rm -f "$log" "$pidfile"
	at one "$program" -l "$log" -p "$pidfile" "$@"
	daemon_status=$?
	pid=$(cat "$pidfile" 2>/dev/null)
	pids="$pids $pid"
	return $daemon_status
}

gone() {
	[ ! -d "/proc/$1" ]
}

end_daemon() {
	kill "$pid" && within 5 gone "$pid"
}

# logs PATTERN: the daemon's log has such a line
logs() {
	grep -Eq "ntpd\[[0-9]+\]: $1\$" "$log"
}

# ask WORDS PATTERN: ntpq on the same host prints such a line
ask() {
	shows "$2" at one "$ntpq" -c "$1"
}

# answers [SERVER]: whoever asks there gets the time
answers() {
	shows '^time' at one "$here/probe.py" "${1:-127.0.0.1}" 123
}

# limit NAME VALUE: the soft limit of that name
limit() {
	grep -Eq "^Max $1 +$2 " "/proc/$pid/limits"
}

# --- keys and variables ----------------------------------------------------

daemon -c "$work/local.conf" -k "$work/keys" -t 5 --trustedkey=70000 --tru=x
printf 'controlkey 5\n' | cat "$work/local.conf" - >"$work/control.conf"
check 'a key that cannot be is named' \
    logs 'command line trusted key 70000 is invalid'
check 'a key that is no number, too' \
    logs 'command line trusted key x is invalid'
end_daemon
daemon -c "$work/control.conf" -k "$work/keys" -t 5 --var 'site=a b' \
    --dvar=room=7
# writes KEY PASSWORD: ntpq may change the configuration with it
writes() {
	shows 'Config Succeeded' at one "$ntpq" -c "keyid $1" -c "passwd $2" \
	    -c ':config logconfig =allall'
}
check '-k and -t: the key of the control requests is known and trusted' \
    writes 5 secret
check '--var makes a variable' ask 'rv 0 site' '^site=a b'
check '--dvar one that is shown unasked' ask rv 'room=7'
fails 'and --var does not' ask rv 'site='
end_daemon
daemon -c "$work/control.conf" -k "$work/keys" -t 6
fails 'a key that nobody trusts is of no use' writes 5 secret
end_daemon
daemon -c "$work/control.conf" -k "$work/keys" -t 5 -A
fails '-A: without authentication nothing can be changed' writes 5 secret
end_daemon
printf 'enable auth\n' | cat "$work/control.conf" - >"$work/auth.conf"
daemon -c "$work/auth.conf" -k "$work/keys" -t 5 --authno
check 'the configuration overrides -A' writes 5 secret
end_daemon
printf 'trustedkey 6\n' | cat "$work/control.conf" - >"$work/trust.conf"
daemon -c "$work/trust.conf" -k "$work/keys" -t 5
check 'trustedkey lines are no reason to forget -t' writes 5 secret
end_daemon
daemon -c "$work/local.conf" -r x -b
check 'a -r that is no delay is named' \
    logs 'command line broadcast delay value x undecodable'
check 'and with -b, too, it serves' answers
end_daemon

# --- the process -----------------------------------------------------------

check '-m, -N and -P start' \
    daemon -c "$work/local.conf" --mlock --nice --priority 7
[ "$(awk '$1 == "VmLck:" { print $2 }' "/proc/$pid/status")" -gt 0 ] ||
    grep -q __asan_init "$program" # it leaves that out
result $? '-m locks its memory'
check 'and has a small stack' limit 'stack size' 204800
if logs 'sched_setscheduler\(\): .*'; then
	echo 'ok -P sets the priority # SKIP not allowed here'
else
	[ "$(cut -d ' ' -f 40,41 "/proc/$pid/stat")" = '7 1' ]
	result $? '-P sets the priority'
fi
check 'it serves' answers
end_daemon
printf 'rlimit filenum 300 stacksize 100 memlock -1\n' |
    cat "$work/local.conf" - >"$work/rlimit.conf"
daemon -c "$work/rlimit.conf"
check 'rlimit filenum is the number of open files' limit 'open files' 300
check 'rlimit stacksize is in pages of 4 KiB' limit 'stack size' 409600
end_daemon

ip -n "$tag-one" addr add 10.0.3.1/24 dev w1 label w1:1
daemon -c "$work/local.conf" -L
check '-L listens on an interface without colon' answers 10.0.0.1
fails '-L does not on one with a colon' answers 10.0.3.1
end_daemon
daemon -c "$work/local.conf" --novirtualips -I w1:1
check 'unless -I names it' answers 10.0.3.1
end_daemon
printf 'interface listen w1\n' | cat "$work/local.conf" - >"$work/nic.conf"
for option in -L -Iw1; do
	fails "$option and interface lines exclude each other" \
	    daemon -c "$work/nic.conf" "$option"
	[ $daemon_status -eq 1 ] && logs 'interface/nic rules are not allowed with --interface \(-I\) or --novirtualips \(-L\), exiting'
	result $? 'with status 1 and a message'
done

daemon -c "$work/local.conf" -U 0 -u nobody
fails '-U 0 does not listen for interface updates' \
    logs 'Listening on routing socket.*'
grep -Eq '^CapPrm:[[:space:]]+0+$' "/proc/$pid/status"
result $? 'and keeps no right to bind low ports'
ip -n "$tag-one" addr add 10.0.4.1/24 dev w1
sleep 2
fails 'a new address is not served' logs '.* 10\.0\.4\.1 UDP 123'
check 'the others are' answers
end_daemon
ip -n "$tag-one" addr del 10.0.4.1/24 dev w1
at one "$program" -n -U -1 >"$work/words.out" 2>&1
[ $? -eq 2 ]
result $? 'a negative -U is an error, status 2'

NTPD_CONFIGFILE=$work/local.conf NTPD_IPV4= NTPD_PORT=x NTPD_VAR=site=preset
export NTPD_CONFIGFILE NTPD_IPV4 NTPD_PORT NTPD_VAR
daemon
unset NTPD_CONFIGFILE NTPD_IPV4 NTPD_PORT NTPD_VAR
check 'options can be preset in the environment' \
    ask 'rv 0 site' '^site=preset'
fails 'also those without an argument' answers ::1
end_daemon

for mask in '0 0022' '022 0022' '077 0077'; do
	umask "${mask% *}"
	daemon -c "$work/local.conf"
	umask 022
	grep -Eq "^Umask:[[:space:]]+${mask#* }\$" "/proc/$pid/status"
	result $? "a umask of ${mask% *} becomes ${mask#* }"
	end_daemon
done

# --- --saveconfigquit ------------------------------------------------------

cat >"$work/every.conf" <<'CONF'
server 10.0.0.1 minpoll 4 key 5 iburst prefer
pool pool.example maxpoll 9
restrict default kod limited nomodify notrap nopeer noquery
restrict 10.0.0.0 mask 255.255.255.0 nomodify
tinker step 0.5 panic 0
tos orphan 6
filegen loopstats file loops type week nolink
statistics peerstats
setvar site = here default
logconfig =allall
CONF
check '--saveconfigquit writes the configuration' at one \
    "$program" -c "$work/every.conf" --saveconfigquit="$work/saved.conf"
for line in 'server 10\.0\.0\.1 .*minpoll 4' 'pool pool\.example .*maxpoll 9' \
    'restrict .*limited' 'filegen loopstats .*week'; do
	check "with $line" grep -Eq "^$line" "$work/saved.conf"
done
check 'what it wrote can be read' at one \
    "$program" -c "$work/saved.conf" --saveconfigq "$work/again.conf"
sed 1d "$work/saved.conf" >"$work/one.txt"
sed 1d "$work/again.conf" | cmp -s - "$work/one.txt"
result $? 'and means the same'
at one setpriv --reuid 65534 --regid 65534 --clear-groups "$program" \
    -c "$work/saved.conf" --saveconfigquit /nowhere/saved >"$work/words.out" \
    2>&1
[ $? -eq 2 ]
result $? 'a file that cannot be made: its errno is the status'

# --- statistics ------------------------------------------------------------

mkdir "$work/stats" "$work/jail"
chown 65534 "$work/stats"
cat >"$work/stats.conf" <<CONF
server 127.127.1.0
statsdir $work/stats
statistics loopstats peerstats sysstats protostats
filegen protostats type pid
filegen sysstats type none
filegen rawstats disable
CONF
echo before >"$work/stats/protostats"
daemon -c "$work/stats.conf" -u nobody
day=$(date -u +%Y%m%d)
stamp='[0-9]{5} [0-9]{1,5}\.[0-9]{3}'
# has FILE PATTERN: soon a statistics file has such a line
has() {
	within 5 grep -Eq "^$stamp $2\$" "$work/stats/$1"
}
check 'loopstats have five columns' \
    has "loopstats.$day" '-?[0-9]+\.[0-9]{9} -?[0-9]+\.[0-9]{3} [0-9]+\.[0-9]{9} [0-9]+\.[0-9]{6} [0-9]+'
check 'peerstats have six' \
    has "peerstats.$day" '127\.127\.1\.0 [0-9a-f]{4}( -?[0-9]+\.[0-9]{9}){4}'
check 'sysstats have eleven' has sysstats '[0-9]+( [0-9]+){10}'
check 'protostats have the event lines' \
    has "protostats.#$pid" '0\.0\.0\.0 c016 06 restart'
check 'the one in its place was renamed' \
    grep -qx before "$work/stats/protostats.${pid}C0"
[ "$(stat -c '%h %U' "$work/stats/loopstats")" = '2 nobody' ]
result $? 'the plain name is a link, and the file the user'\''s'
[ "$(stat -c %i "$work/stats/protostats")" -eq \
    "$(stat -c %i "$work/stats/protostats.#$pid")" ]
result $? 'it leads to the new file'
mv "$work/stats/sysstats" "$work/stats/sysstats.old"
sed -i 's/filegen sysstats type none/filegen sysstats type year/' \
    "$work/stats.conf"
kill -HUP "$pid"
check 'it reloads' within 5 logs 'configuration reloaded'
end_daemon
daemon -c "$work/local.conf" -s "$work/stats" --port 123
end_daemon
printf 'statistics loopstats\n' | cat "$work/local.conf" - >"$work/s.conf"
rm -f "$work"/stats/*
daemon -c "$work/s.conf" --statsdir "$work/stats"
check '-s names the folder' has loopstats '.*'
end_daemon
daemon -c "$work/s.conf" -s "$work/nowhere"
check 'a folder that is not there is no obstacle' answers
fails 'and no news' logs "can't open.*"
end_daemon

# --- the log ---------------------------------------------------------------

printf 'logfile %s\nlogconfig =allall\n' "$work/moved.log" |
    cat "$work/local.conf" - >"$work/logfile.conf"
daemon -c "$work/logfile.conf"
check 'logfile is where the log goes from then on' \
    within 5 grep -q 'c016 06 restart' "$work/moved.log"
check 'which the log before tells' logs "logging to file $work/moved.log"
fails 'and has no more' logs '.*restart'
mv "$work/moved.log" "$work/rotated.log"
kill -HUP "$pid"
check 'SIGHUP opens the log anew' \
    within 5 grep -q 'configuration reloaded' "$work/moved.log"
kill -USR1 "$pid"
check 'SIGUSR1 raises the debug level' \
    within 5 grep -q 'debug raised to 1$' "$work/moved.log"
kill -USR2 "$pid"
check 'SIGUSR2 lowers it' \
    within 5 grep -q 'debug lowered to 0$' "$work/moved.log"
sed -i "s|moved.log|third.log|" "$work/logfile.conf"
kill -HUP "$pid"
check 'another logfile is another log after SIGHUP' \
    within 5 grep -q 'configuration reloaded' "$work/third.log"
end_daemon
check 'its end is told there' \
    grep -q 'ntpd exiting on signal 15$' "$work/third.log"
daemon -c "$work/local.conf"
kill -BUS "$pid"
check 'SIGBUS ends it' within 5 gone "$pid"
check 'and is logged' logs 'ntpd exiting on signal 7'
printf 'logfile /nowhere/log\n' | cat "$work/local.conf" - \
    >"$work/nolog.conf"
daemon -c "$work/nolog.conf"
check 'a logfile that cannot be opened is told, and no obstacle' \
    logs 'Cannot open log file /nowhere/log: No such file or directory'
check 'it serves' answers
end_daemon

# --- the jail --------------------------------------------------------------

names one '10.0.0.2 late.example'
cp "$work/local.conf" "$work/jail/ntp.conf"
cp "$work/local.conf" "$work/jailed.conf"
check '-i without -u starts' daemon -c "$work/jailed.conf" -i "$work/jail"
echo 'server late.example' >>"$work/jailed.conf"
kill -HUP "$pid"
check 'and looks up names that come later' \
    within 10 shows '10\.0\.0\.2' at one "$ntpq" -pn
end_daemon

# --- the steps of a Type=forking unit --------------------------------------

cp "$work/local.conf" "$work/unit.conf"
check 'ExecStart ends with status 0' \
    daemon -u nobody:daemon -g -c "$work/unit.conf"
[ "$(cat "$pidfile")" = "$pid" ] && [ "$(cat "/proc/$pid/comm")" = ntpd ]
result $? 'then the pid file names the main process'
parent=$(awk '$1 == "PPid:" { print $2 }' "/proc/$pid/status")
[ "$parent" != $$ ] && ! grep -qx ntpd "/proc/$parent/comm"
result $? 'whose parent is not what ExecStart started'
[ "$(readlink "/proc/$pid/cwd")" = / ]
result $? 'its folder is /'
check 'the port is open' answers
check 'the configuration is in force' ask 'rv 0 stratum' 'stratum=(6|16)'
kill -HUP "$pid"
check 'ExecReload reloads' within 5 logs 'configuration reloaded'
fails 'without a word about the log' logs 'Cannot open log file.*'
kill "$pid"
check 'SIGTERM ends the main process' within 5 gone "$pid"
# nobody_left: no process of its session is there
nobody_left() {
	[ -z "$(ps -o pid= -s "$pid" | tr -d ' \n')" ]
}
check 'and all the others' within 5 nobody_left
check 'it can be started again at once' daemon -c "$work/unit.conf" -u nobody
end_daemon
finish
