#!/bin/sh
# start.sh: fills in the gateway's configuration and runs nginx with it, in the foreground.
#
#   BOOKING, SEARCH   where the replicas answer: host:port, or several with commas between; of a name with several
#                     addresses each is a replica, and new ones are taken in as they come
#   LISTEN            what to listen on (8080, or 127.0.0.1:8080)
#   INTERNAL          what to listen on for the roles themselves (127.0.0.1:8081); not to be published
#   RATE_LIMIT        requests a second and client address, with a burst of one second's worth (1000; 0 is off)
#   AUTH_RATE_LIMIT   logins and registrations a second and client address (20)
#   WORK              a folder that may be written (/tmp/holdfast-gateway)
#   ACCESS_LOG        where the lines go (/dev/stdout lines), or off
set -eu

here=$(cd "$(dirname "$0")" && pwd)
LISTEN=${LISTEN:-8080}
INTERNAL=${INTERNAL:-127.0.0.1:8081}
RATE_LIMIT=${RATE_LIMIT:-1000}
AUTH_RATE_LIMIT=${AUTH_RATE_LIMIT:-20}
WORK=${WORK:-/tmp/holdfast-gateway}
ACCESS_LOG=${ACCESS_LOG:-/dev/stdout lines}
: "${BOOKING:?BOOKING is needed: where does booking answer? host:port}"
: "${SEARCH:?SEARCH is needed: where does search answer? host:port}"
for number in "$RATE_LIMIT" "$AUTH_RATE_LIMIT"; do
  case $number in
    '' | *[!0-9]*) echo "RATE_LIMIT and AUTH_RATE_LIMIT are whole numbers, not: $number" >&2; exit 2 ;;
  esac
done

# nginx knows no rate of zero; switched off, nothing is counted, whatever the rate.
positive() { if [ "$1" -gt 0 ]; then echo "$1"; else echo 1; fi; }

fill_in() {
  sed -e "s|@WORK@|$WORK|g" -e "s|@LISTEN@|$LISTEN|g" -e "s|@INTERNAL@|$INTERNAL|g" -e "s|@ACCESS_LOG@|$ACCESS_LOG|g" \
    -e "s|@RATE_LIMIT@|$RATE_LIMIT|g" -e "s|@RATE@|$(positive "$RATE_LIMIT")|g" \
    -e "s|@AUTH_RATE@|$(positive "$AUTH_RATE_LIMIT")|g" \
    -e "s|@AUTH_BURST@|$(positive "$AUTH_RATE_LIMIT")|g" "$1"
}

# servers LIST: two lines for each address behind the names in it. What fails twenty times within a second is left alone
# for one; what then is all that is left is asked all the same, in the second line's name. So no mishap, and no replica
# that has only just come back, ever leaves a client without an answer that somebody could have given.
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
      echo "server $address:$port max_fails=20 fail_timeout=1s;"
      echo "server $address:$port max_fails=0 backup;"
    done
  done
}

mkdir -p "$WORK"
fill_in "$here/nginx.conf.template" >"$WORK/nginx.conf"
fill_in "$here/routes.conf" >"$WORK/routes.conf"
cp "$here/problems.conf" "$WORK/problems.conf"
servers "$BOOKING" >"$WORK/booking.servers"
servers "$SEARCH" >"$WORK/search.servers"

# Replicas come and go behind their names: looked up again every two seconds for as long as nginx runs.
follow() {
  while sleep 2 && kill -0 "$1" 2>/dev/null; do
    servers "$BOOKING" >"$WORK/booking.servers.new"
    servers "$SEARCH" >"$WORK/search.servers.new"
    changed=0
    for role in booking search; do
      if ! cmp -s "$WORK/$role.servers" "$WORK/$role.servers.new"; then
        mv "$WORK/$role.servers.new" "$WORK/$role.servers"
        changed=1
      fi
    done
    if [ "$changed" = 1 ]; then kill -HUP "$1"; fi
  done
}
follow "$$" &

exec nginx -e stderr -p "$WORK" -c "$WORK/nginx.conf" -g 'daemon off;'
