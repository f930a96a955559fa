#!/bin/sh
# start.sh: fills in the gateway's configuration and runs nginx with it, in the foreground.
#
#   BOOKING, SEARCH   where the replicas answer: host:port, or several with commas between; of a name with several
#                     addresses each is a replica, and new ones are taken in as they come
#   LISTEN            what to listen on (8080, or 127.0.0.1:8080)
#   INTERNAL          what to listen on for the roles themselves (127.0.0.1:8081); not to be published
#   RATE_LIMIT        requests a second and client address, with a burst of one second's worth (1000; 0 is off); of
#                     logins and registrations a fiftieth of it, with a burst of a fifth of it. An address may have
#                     twice as many requests under way, and watch the seats of half as many flights
#   CORS_ORIGINS      origins whose pages may call, with commas between: they may read the gateway's refusals, too
#   TRUSTED_PROXIES   addresses of proxies in front, with commas between: what they say of a client is believed
#   WEB               a folder with index.html and assets/, served at /; without one, / is booking's to answer
#   WORK              a folder that may be written (/tmp/holdfast-gateway)
#   ACCESS_LOG        where the lines go (/dev/stdout), or off
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
: "${BOOKING:?BOOKING is needed: where does booking answer? host:port}"
: "${SEARCH:?SEARCH is needed: where does search answer? host:port}"
case $RATE_LIMIT in
  *[!0-9]*) echo "RATE_LIMIT is a whole number, not: $RATE_LIMIT" >&2; exit 2 ;;
esac
case $CORS_ORIGINS$TRUSTED_PROXIES in
  *[!A-Za-z0-9.:/,\ -]*) echo "CORS_ORIGINS and TRUSTED_PROXIES are lists with commas between." >&2; exit 2 ;;
esac
case $WORK$WEB in
  *[\"\$\|\&]*) echo "WORK and WEB are paths without \", \$, | and &." >&2; exit 2 ;;
esac

# nginx knows no rate of zero; switched off, nothing is counted, whatever the rate.
positive() { if [ "$1" -gt 0 ]; then echo "$1"; else echo 1; fi; }

# As many open files as this user may have, up to what the connections need.
FILES=$(ulimit -Hn)
case $FILES in
  unlimited) FILES=65536 ;;
  *) if [ "$FILES" -gt 65536 ]; then FILES=65536; fi ;;
esac

# fill_in FILE: the file, with what is known now in it, into the folder.
fill_in() {
  sed -e "s|@WORK@|$WORK|g" -e "s|@LISTEN@|$LISTEN|g" -e "s|@INTERNAL@|$INTERNAL|g" -e "s|@ACCESS_LOG@|$ACCESS_LOG|g" \
    -e "s|@RATE_LIMIT@|$RATE_LIMIT|g" -e "s|@RATE@|$(positive "$RATE_LIMIT")|g" \
    -e "s|@AUTH_RATE@|$(positive $((RATE_LIMIT / 50)))|g" \
    -e "s|@AUTH_BURST@|$(positive $((RATE_LIMIT / 5)))|g" \
    -e "s|@MOST_AT_ONCE@|$(positive $((RATE_LIMIT * 2)))|g" -e "s|@MOST_WATCHED@|$(positive $((RATE_LIMIT / 2)))|g" \
    -e "s|@FILES@|$FILES|g" -e "s|@WEB@|$WEB|g" "$here/$1" >"$WORK/${1%.template}"
}

# each LIST FORMAT: a line for each part of a list with commas between.
each() {
  echo "$1" | tr ',' '\n' | while IFS=' ' read -r part; do
    # The format is one of ours, below.
    # shellcheck disable=SC2059
    if [ -n "$part" ]; then printf "$2\n" "$part"; fi
  done
}

# servers LIST: two lines for each address behind the names in it. The first says that it is left alone for a second when
# it has failed twenty times within one; the second makes it a backup, which is asked when all are being left alone. So no
# client is refused because of a replica that has only just come back.
servers() {
  echo "$1" | tr ',' '\n' | while IFS= read -r place; do
    host=${place%:*}
    port=${place##*:}
    case $host in
      *[!0-9.]*) addresses=$(getent ahostsv4 "$host" | awk '{ print $1 }' | sort -u) ;;
      *) addresses=$host ;;
    esac
    # A name that nobody knows yet is a replica that does not answer.
    for address in ${addresses:-127.0.0.1}; do
      if [ -z "$addresses" ]; then port=9; fi
      if [ -z "$addresses" ]; then echo "# $host: no address"; fi
      echo "server $address:$port max_fails=20 fail_timeout=1s;"
      echo "server $address:$port max_fails=0 backup;"
    done
  done
}

mkdir -p "$WORK"

# What is no file or pipe cannot be opened by its name, such as the socket that a parent process may have given us.
if [ "$ACCESS_LOG" = /dev/stdout ] && ! (: >/dev/stdout) 2>/dev/null; then
  ACCESS_LOG=$WORK/lines
  rm -f "$ACCESS_LOG"
  mkfifo -m 600 "$ACCESS_LOG"
  # Ends by itself with the last process that writes.
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
servers "$BOOKING" >"$WORK/booking.servers"
servers "$SEARCH" >"$WORK/search.servers"

# Replicas come and go behind their names: looked up again every two seconds for as long as nginx runs.
follow() {
  while sleep 2 && kill -0 "$1" 2>/dev/null; do
    servers "$BOOKING" >"$WORK/booking.servers.new"
    servers "$SEARCH" >"$WORK/search.servers.new"
    changed=0
    for role in booking search; do
      # A name server that is away for a moment says nothing of the replicas.
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
