"""Runs a Python module as a child that cannot outlive the server.

    engine.py LOCK OWNER MODULE [ARGUMENT...]

Standard input is a pipe that only the server holds: when it closes, however the server ended, the module is asked to
stop and a little later made to. LOCK is held for as long as the module runs and names its OWNER, the server's process;
when another process holds it, the exit code is 75 and nothing has been touched. An empty LOCK takes none.

An engine that is killed while it makes its very first tables leaves a folder `db` that it cannot open again. The server
writes `db.confirmed` beside LOCK once it has opened a store whole; before that nothing was acknowledged, so a `db`
without it makes way and is kept under another name.
"""

import fcntl
import os
import runpy
import signal
import sys
import threading
import time

LOCKED = 75
SECONDS_TO_STOP = 30


def end_with_server():
    try:
        while os.read(0, 1):
            pass
    except OSError:
        pass
    # To the main thread alone: it sleeps on, and never hears of it, when another thread takes the signal.
    signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)
    time.sleep(SECONDS_TO_STOP)
    os.kill(os.getpid(), signal.SIGKILL)


def claim(path, owner):
    lock = open(path, "a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(LOCKED)
    lock.truncate(0)
    lock.write(owner)
    lock.flush()
    return lock


def set_aside_unfinished(folder):
    store = os.path.join(folder, "db")
    if os.path.exists(store) and not os.path.exists(store + ".confirmed"):
        os.rename(store, f"{store}.unfinished-{time.time_ns()}")


lock_path, owner, module = sys.argv[1:4]
lock = claim(lock_path, owner) if lock_path else None
if lock:
    set_aside_unfinished(os.path.dirname(lock_path))
threading.Thread(target=end_with_server, daemon=True).start()
sys.argv = [module, *sys.argv[4:]]
runpy.run_module(module, run_name="__main__", alter_sys=True)
