#!/bin/sh
# start.sh: writes the gateway's configuration and runs nginx with it, in the foreground.
#
#   BOOKING, SEARCH   addresses of the replicas: host:port, or several separated by commas; each address of a name is a
#                     replica, and new addresses are added while nginx runs
#   LISTEN            address to listen on (8080, or 127.0.0.1:8080)
#   INTERNAL          address to listen on for calls between the roles (127.0.0.1:8081); must not be public
#   RATE_LIMIT        requests per second of one client address, with a burst of one second (1000; 0 is off). Logins and
#                     registrations: a fiftieth of it, with a burst of a fifth of it. An address may have twice as many
#                     concurrent requests, and watch the seats of half as many flights
#   CORS_ORIGINS      origins whose pages may call the API and read the gateway's own problems, separated by commas
#   TRUSTED_PROXIES   addresses of proxies in front of nginx, separated by commas, whose X-Forwarded-For and
#                     X-Forwarded-Proto are trusted
#   WEB               a folder with index.html and assets/, served at /; without it, booking serves /
#   WORK              a writable folder (/tmp/holdfast-gateway)
#   ACCESS_LOG        file of the access log (/dev/stdout), or off
set -eu

here=$(cd "$(dirname "$0")" && pwd)
LISTEN=${LISTEN:-8080}
INTERNAL=${INTERNAL:-127.0.0.1:8081}
RATE_LIMIT=${RATE_LIMIT:-1000}
CORS_ORIGINS=${CORS_ORIGINS:-}
TRUSTED_PROXIES=${TRUSTED_PROXIES:-}
WEB=${WEB:-}
WORK=${WORK:-/tmp/holdfast-gateway}
ACCESS_LOG=${ACCESS_LOG:-/dev/stdout}
: "${BOOKING:?BOOKING is needed: it is the address of booking, host:port}"
: "${SEARCH:?SEARCH is needed: it is the address of search, host:port}"
case $RATE_LIMIT in
  *[!0-9]*) echo "RATE_LIMIT is a whole number, not: $RATE_LIMIT" >&2; exit 2 ;;
esac
case $CORS_ORIGINS$TRUSTED_PROXIES in
  *[!A-Za-z0-9.:/,\ -]*) echo "CORS_ORIGINS and TRUSTED_PROXIES are lists with commas between." >&2; exit 2 ;;
esac
case $WORK$WEB in
  *[\"\$\|\&]*) echo "WORK and WEB are paths without \", \$, | and &." >&2; exit 2 ;;
esac

# nginx accepts no rate of zero. With RATE_LIMIT=0 nothing is counted, so any rate will do.
positive() { if [ "$1" -gt 0 ]; then echo "$1"; else echo 1; fi; }

# As many open files as this user may have, up to the number that the connections need.
FILES=$(ulimit -Hn)
case $FILES in
  unlimited) FILES=65536 ;;
  *) if [ "$FILES" -gt 65536 ]; then FILES=65536; fi ;;
esac

# fill_in FILE: writes the file to WORK with each @…@ replaced.
fill_in() {
  sed -e "s|@WORK@|$WORK|g" -e "s|@LISTEN@|$LISTEN|g" -e "s|@INTERNAL@|$INTERNAL|g" -e "s|@ACCESS_LOG@|$ACCESS_LOG|g" \
    -e "s|@RATE_LIMIT@|$RATE_LIMIT|g" -e "s|@RATE@|$(positive "$RATE_LIMIT")|g" \
    -e "s|@AUTH_RATE@|$(positive $((RATE_LIMIT / 50)))|g" \
    -e "s|@AUTH_BURST@|$(positive $((RATE_LIMIT / 5)))|g" \
    -e "s|@MOST_AT_ONCE@|$(positive $((RATE_LIMIT * 2)))|g" -e "s|@MOST_WATCHED@|$(positive $((RATE_LIMIT / 2)))|g" \
    -e "s|@FILES@|$FILES|g" -e "s|@WEB@|$WEB|g" "$here/$1" >"$WORK/${1%.template}"
}

# each LIST FORMAT: prints a line for each part of a comma-separated list.
each() {
  echo "$1" | tr ',' '\n' | while IFS=' ' read -r part; do
    # The formats are constants, below.
    # shellcheck disable=SC2059
    if [ -n "$part" ]; then printf "$2\n" "$part"; fi
  done
}

# servers LIST: prints two lines for each address of the names in it. By the first, nginx skips the address for a second
# after twenty failures within one second. By the second, the address is also a backup: while all addresses are skipped,
# nginx uses the backups, so that a replica that serves again gets requests at once.
servers() {
  echo "$1" | tr ',' '\n' | while IFS= read -r place; do
    host=${place%:*}
    port=${place##*:}
    case $host in
      *[!0-9.]*) addresses=$(getent ahostsv4 "$host" | awk '{ print $1 }' | sort -u) ;;
      *) addresses=$host ;;
    esac
    # A name without an address yet counts as a replica that does not respond.
    for address in ${addresses:-127.0.0.1}; do
      if [ -z "$addresses" ]; then port=9; fi
      if [ -z "$addresses" ]; then echo "# $host: no address"; fi
      echo "server $address:$port max_fails=20 fail_timeout=1s;"
      echo "server $address:$port max_fails=0 backup;"
    done
  done
}

mkdir -p "$WORK"

# /dev/stdout may be a socket of the parent process, which cannot be opened by name.
if [ "$ACCESS_LOG" = /dev/stdout ] && ! (: >/dev/stdout) 2>/dev/null; then
  ACCESS_LOG=$WORK/lines
  rm -f "$ACCESS_LOG"
  mkfifo -m 600 "$ACCESS_LOG"
  # cat ends when the last writer closes the pipe.
  cat "$ACCESS_LOG" &
fi
if [ "$ACCESS_LOG" != off ]; then ACCESS_LOG="\"$ACCESS_LOG\" lines"; fi
for file in nginx.conf.template routes.conf booking.conf problems.conf problem-headers.conf; do fill_in "$file"; done
if [ -n "$WEB" ]; then fill_in page.conf; else : >"$WORK/page.conf"; fi
each "$CORS_ORIGINS" '"%s" $http_origin;' >"$WORK/origins.conf"
{
  each "$TRUSTED_PROXIES" 'set_real_ip_from %s;'
  if [ -n "$TRUSTED_PROXIES" ]; then echo 'real_ip_header X-Forwarded-For; real_ip_recursive on;'; fi
} >"$WORK/trusted-proxies.conf"
each "$TRUSTED_PROXIES" '%s 1;' >"$WORK/trusted-senders.conf"
servers "$BOOKING" >"$WORK/booking.servers"
servers "$SEARCH" >"$WORK/search.servers"

# Resolves the names every two seconds while nginx runs, and reloads nginx if the addresses have changed.
follow() {
  while sleep 2 && kill -0 "$1" 2>/dev/null; do
    servers "$BOOKING" >"$WORK/booking.servers.new"
    servers "$SEARCH" >"$WORK/search.servers.new"
    changed=0
    for role in booking search; do
      # A failed lookup changes nothing: the name server may be unavailable for a moment.
      if grep -q '^#' "$WORK/$role.servers.new"; then continue; fi
      if ! cmp -s "$WORK/$role.servers" "$WORK/$role.servers.new"; then
        mv "$WORK/$role.servers.new" "$WORK/$role.servers"
        changed=1
      fi
    done
    if [ "$changed" = 1 ]; then kill -HUP "$1"; fi
  done
}
case $BOOKING$SEARCH in *[!0-9.,:]*) follow "$$" & ;; esac

exec nginx -e stderr -p "$WORK" -c "$WORK/nginx.conf" -g 'daemon off;'
