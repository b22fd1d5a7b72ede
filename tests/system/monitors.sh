#!/bin/sh
# monitors.sh -- other people's monitors, as their packages have them, read our
# daemon; unpacked but not installed into $FOREIGN.
# SPDX-License-Identifier: BSD-2-Clause
#
# A server on its LOCAL clock (stratum 6), a host that follows it (7) and is
# looked at, and a monitor that looks, from another host or on the host itself.
. "$(dirname "$0")/lib.sh"

library=$(find "$foreign/usr/lib" "$foreign/lib" -name '*.so*' \
    -printf '%h\n' 2>/dev/null | sort -u | tr '\n' ':')
plugins=$foreign/usr/lib/nagios/plugins
munin=$foreign/usr/share/munin/plugins

# tool HOST PROGRAM ARGUMENT...: run a program that was unpacked
tool() {
	tool_host=$1
	shift
	at "$tool_host" env LD_LIBRARY_PATH="$library" \
	    PYTHONPATH="$foreign/usr/lib/python3/dist-packages" \
	    NMAPDIR="$foreign/usr/share/nmap" TERM=xterm \
	    PATH="$build/ntpq:/usr/sbin:/usr/bin:/sbin:/bin" "$@"
}

# have FILE: it was unpacked; if not, its tests are skipped
have() {
	[ -f "$foreign/$1" ] && return
	echo "ok ${1##*/} reads our daemon # SKIP not to be had"
	return 1
}

host server
host host
host monitor
wire server 192.168.1.1/24 host 192.168.1.2/24
wire host 192.168.2.1/24 monitor 192.168.2.2/24

cat >"$work/server.conf" <<'CONF'
server 127.127.1.0
fudge 127.127.1.0 stratum 5
CONF
cat >"$work/host.conf" <<CONF
server 192.168.1.1 iburst minpoll 4
keys $work/keys
trustedkey 7
controlkey 7
restrict default nomodify notrap nopeer
restrict 127.0.0.1
restrict ::1
CONF
echo '7 MD5 letmein' >"$work/keys"
ntpd server -c "$work/server.conf"
ntpd host -c "$work/host.conf"
check 'the host follows the server' \
    within 20 shows '^\*192\.168\.1\.1 ' at host "$build/ntpq/ntpq" -pn
at monitor ping -c 1 192.168.2.1 >/dev/null 2>&1

# --- monitoring-plugins ----------------------------------------------------

if have usr/lib/nagios/plugins/check_ntp_peer; then
	check 'check_ntp_peer finds offset, jitter, stratum and a truechimer' \
	    shows '^NTP OK: Offset -?[0-9.e-]+ secs, jitter=[0-9.]+, stratum=6, truechimers=1\|' \
	    tool monitor "$plugins/check_ntp_peer" -H 192.168.2.1 -w 1 -c 2 \
	    -W 8 -C 10 -j 100 -k 200 -m 1: -n 0:
	check 'check_ntp_peer is alarmed by a stratum beyond its limit' \
	    shows '^NTP CRITICAL: Offset [^,]+, stratum=6 \(CRITICAL\)' \
	    tool monitor "$plugins/check_ntp_peer" -H 192.168.2.1 -W 3 -C 4
	check 'check_ntp_time finds the offset' \
	    shows '^NTP OK: Offset -?[0-9.e-]+ secs\|offset=-?0\.0[0-9]+s' \
	    tool monitor "$plugins/check_ntp_time" -H 192.168.2.1
fi

# --- ntpstat ---------------------------------------------------------------

if have usr/bin/ntpstat; then
	check 'ntpstat says whom the host follows, at which stratum' \
	    shows '^synchronised to NTP server \(192\.168\.1\.1\) at stratum 7' \
	    tool host "$foreign/usr/bin/ntpstat"
	check 'ntpstat finds the error and the poll interval' \
	    shows 'time correct to within [0-9]+ ms' \
	    tool host "$foreign/usr/bin/ntpstat"
fi

# --- NTPsec ----------------------------------------------------------------

# sec ARGUMENT...: NTPsec's ntpq on the monitor
sec() {
	tool monitor python3 "$foreign/usr/bin/ntpq" "$@" 192.168.2.1
}

# older SECONDS: the daemon has run for so long
older() {
	[ "$(at host "$build/ntpq/ntpq" -c 'rv 0 ss_uptime' |
	    tr -dc 0-9)" -ge "$1" ]
}

if have usr/bin/ntpmon; then
	within 5 older 2
	check "NTPsec's ntpq -c mrulist lists who asked, the latest first" \
	    shows '^ +[0-9]+ +[0-9.]+ +190 . 4 4 +[0-9]+ +- +- +123 192\.168\.1\.1$' \
	    sec -c mrulist
	check "NTPsec's ntpq -c sysinfo shows the system peer" \
	    shows '^system peer: +192\.168\.1\.1:123$' sec -c sysinfo
	check "NTPsec's ntpq -c sysstats shows what was received" \
	    shows '^packets received: +[1-9][0-9]*' sec -c sysstats
	check "NTPsec's ntpq -c monstats shows the clients" \
	    shows '^addresses in use: +[1-9]' sec -c monstats
	check "NTPsec's ntpq -c kerninfo shows the kernel's precision" \
	    shows '^precision: +[0-9.e-]+' sec -c kerninfo
	check "NTPsec's ntpq -c iostats shows what was sent" \
	    shows '^packets sent: +[1-9]' sec -c iostats
	check "NTPsec's ntpq -c authinfo shows the keys" \
	    shows '^stored keys: +1$' sec -c authinfo
	check "NTPsec's ntpq -c timerstats shows the requests" \
	    shows '^timer overruns: +0$' sec -c timerstats
	check "NTPsec's ntpq -c ifstats shows the interfaces, with a key" \
	    shows '^ +192\.168\.2\.1:123$' \
	    sec -a 7 -k "$work/keys" -c ifstats
	check "NTPsec's ntpq -c reslist shows the restrictions, with a key" \
	    shows '^ +[0-9]+ 127\.0\.0\.1/32$' \
	    sec -a 7 -k "$work/keys" -c reslist
	check "NTPsec's ntpmon draws the source" \
	    shows '\*192\.168\.1\.1 ' tool host sh -c \
	    "(sleep 2; echo q) | timeout 8 script -qfc \
	    'stty rows 24 cols 80; python3 $foreign/usr/bin/ntpmon -n 127.0.0.1' \
	    /dev/null"
fi

# whole N: NTPsec's ntpq on the host gets a list with all N of the flock
whole() {
	tool host python3 "$foreign/usr/bin/ntpq" -c 'mrulist frags=20' \
	    127.0.0.1 >"$work/mrulist" 2>&1
	[ "$(grep -o '127\.77\.[0-9.]*$' "$work/mrulist" | sort -u |
	    wc -l)" -eq "$1" ]
}

if have usr/bin/ntpmon; then
	start host python3 "$here/flock.py" 3000 1000 15
	check 'three thousand clients ask' \
	    within 15 grep -q '^ready$' "$work/host.out"
	check 'all of them are on the list that is read while they go on' \
	    whole 3000
	stop $pid
fi

# --- nmap ------------------------------------------------------------------

if have usr/share/nmap/scripts/ntp-info.nse; then
	check "nmap's ntp-info reads the time and the variables" \
	    shows '^\|_? +stratum: 7' tool monitor "$foreign/usr/bin/nmap" \
	    -n -Pn -sU -p 123 --script ntp-info 192.168.2.1
	fails "nmap's ntp-info is not told version and system" \
	    grep -Eq 'version:|processor:|system:' "$work/shows.out"
	check "nmap's ntp-monlist gets nothing" \
	    shows '^123/udp +open ' tool monitor "$foreign/usr/bin/nmap" -n \
	    -Pn -sU -p 123 --script ntp-monlist 192.168.2.1
	fails "nmap's ntp-monlist finds no lists" \
	    grep -q 'ntp-monlist:' "$work/shows.out"
fi

# --- collectd --------------------------------------------------------------

# csv NAME: the last value that collectd wrote under that name
csv() {
	cat "$work"/csv/*/ntpd/"$1"-20* 2>/dev/null | tail -n 1 |
	    cut -d , -f 2
}

# between LOW VALUE HIGH: numbers in that order
between() {
	[ -n "$2" ] && awk "BEGIN { exit !($1 <= $2 && $2 <= $3) }"
}

if have usr/lib/collectd/ntpd.so; then
	cat >"$work/collectd.conf" <<-CONF
		Hostname "host"
		FQDNLookup false
		Interval 1
		BaseDir "$work"
		PIDFile "$work/collectd.pid"
		PluginDir "$foreign/usr/lib/collectd"
		TypesDB "$foreign/usr/share/collectd/types.db"
		LoadPlugin ntpd
		LoadPlugin csv
		<Plugin ntpd>
			Host "127.0.0.1"
			ReverseLookups false
			IncludeUnitID true
		</Plugin>
		<Plugin csv>
			DataDir "$work/csv"
		</Plugin>
	CONF
	start host env LD_LIBRARY_PATH="$library" \
	    "$foreign/usr/sbin/collectd" -f -C "$work/collectd.conf"
	collectd=$pid
	check 'collectd reads the offset of the source' \
	    within 15 eval 'between -100 "$(csv time_offset-192.168.1.1)" 100'
	check 'collectd reads the dispersion and delay of the source' \
	    eval 'between 0 "$(csv time_dispersion-192.168.1.1)" 16 &&
	    between 0 "$(csv delay-192.168.1.1)" 100'
	check 'collectd reads frequency and error of the kernel clock' \
	    eval 'between -500 "$(csv frequency_offset-loop)" 500 &&
	    between -16 "$(csv time_offset-error)" 16'
	stop "$collectd"
fi

# --- node_exporter ---------------------------------------------------------

# metrics: what node_exporter exports
metrics() {
	at host python3 -c "import urllib.request as r
print(r.urlopen('http://127.0.0.1:9100/metrics').read().decode())"
}

if have usr/bin/prometheus-node-exporter; then
	start host "$foreign/usr/bin/prometheus-node-exporter" \
	    --collector.disable-defaults --collector.ntp \
	    --collector.ntp.server=127.0.0.1 \
	    --web.listen-address=127.0.0.1:9100
	check "node_exporter's ntp collector reads the stratum" \
	    within 10 shows '^node_ntp_stratum 7$' \
	    metrics
	check "node_exporter's ntp collector finds the host sane" \
	    shows '^node_ntp_sanity 1$' \
	    metrics
	check "node_exporter's ntp collector reads leap and offset" \
	    shows '^node_ntp_leap 0$' \
	    metrics
fi

# --- munin -----------------------------------------------------------------

# plugin NAME ARGUMENT...: run a plugin of munin's on the host
plugin() {
	plugin_name=$1
	shift
	tool host env PERL5LIB="$foreign/usr/share/perl5" \
	    MUNIN_LIBDIR="$foreign/usr/share/munin" \
	    MUNIN_PLUGSTATE="$work" "$munin/$plugin_name" "$@"
}

if have usr/share/munin/plugins/ntp_offset; then
	check "munin's ntp_offset reads offset, delay and jitter" \
	    shows '^offset\.value -?[0-9.e-]+$' plugin ntp_offset
	check "munin's ntp_states reads the state of the source" \
	    shows '^peer_192_168_1_1\.value 6$' plugin ntp_states
	cp "$munin/ntp_" "$work/ntp_192.168.1.1"
	munin=$work
	check "munin's ntp_ reads delay, offset and jitter of the source" \
	    shows '^delay\.value [0-9.e-]+$' plugin ntp_192.168.1.1
fi

# --- netdata ---------------------------------------------------------------

if have usr/lib/netdata/plugins.d/python.d.plugin; then
	check "netdata's ntpd module reads the stratum" \
	    shows "^SET 'stratum' = 7000000$" tool host env \
	    NETDATA_STOCK_CONFIG_DIR="$foreign/usr/lib/netdata/conf.d" \
	    NETDATA_USER_CONFIG_DIR="$work" \
	    NETDATA_PLUGINS_DIR="$foreign/usr/lib/netdata/plugins.d" \
	    NETDATA_LIB_DIR="$work" timeout 5 \
	    python3 "$foreign/usr/lib/netdata/plugins.d/python.d.plugin" \
	    ntpd 1 nolock
fi
finish
