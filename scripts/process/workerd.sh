#!/bin/sh
# Miniflare starts the runtime through this file (MINIFLARE_WORKERD_PATH), because a launcher that is killed by SIGKILL
# would leave the runtime behind: with the port, and writing to the state directory.
# ATRIUM_WORKERD names the runtime itself, ATRIUM_WORKERD_PID the file that tells the next launcher its process id.
if [ -n "$ATRIUM_WORKERD_PID" ]; then echo $$ > "$ATRIUM_WORKERD_PID"; fi

# Ctrl-C and a closed terminal reach everyone at once; the launcher ends the runtime when it is done with it.
trap '' INT HUP

# Linux ends a process with its parent on request.
if setpriv --pdeathsig KILL true 2>/dev/null; then exec setpriv --pdeathsig KILL "$ATRIUM_WORKERD" "$@"; fi

# Elsewhere a watcher does.
launcher=$PPID
(while kill -0 "$launcher" 2>/dev/null; do sleep 1; done; kill -KILL $$) </dev/null >/dev/null 2>&1 3>&- &
exec "$ATRIUM_WORKERD" "$@"
