"""Called by run.sh: `make run` inside the bare system, timed line by line, until a page answers; Ctrl-C; and again.

Standard library only. Prints every line with the second at which it came, then PASSED or FAILED with the figures.
"""

import os
import pwd
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

LIMIT = 180.0
HANDED_ON = re.compile(r"(PIP_(?!FIND_LINKS|CONFIG)|NPM_CONFIG_|HTTPS?_PROXY|NO_PROXY)", re.IGNORECASE)
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


def surroundings(home: str) -> dict[str, str]:
    """Nothing of this machine but what its network needs."""
    kept = {name: value for name, value in os.environ.items() if HANDED_ON.match(name)}
    fresh = {
        "HOME": home,
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PIP_CERT": CERTIFICATES,
        "NODE_EXTRA_CA_CERTS": CERTIFICATES,
    }
    return {**kept, **fresh}


class Run:
    """One `make run`, and what it says."""

    def __init__(self, system: str, kind: str, home: str) -> None:
        user = ["--userspec=newcomer:newcomer"] if kind == "user" else []
        inside = f"cd {home}/huizhi && exec make run"
        command = ["/usr/sbin/chroot", *user, system, "/bin/sh", "-c", inside]
        self.started = time.monotonic()
        self.address = ""
        self.downloaded = 0.0
        self.process = subprocess.Popen(
            command,
            env=surroundings(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            print(f"{time.monotonic() - self.started:7.1f}  {line}", end="", flush=True)
            if line.startswith("慧治 Huizhi"):
                self.downloaded = time.monotonic() - self.started
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            if found:
                self.address = found.group(0)

    def until_usable(self) -> float:
        """Seconds until the front page answers with 200."""
        while self.process.poll() is None and time.monotonic() - self.started < 3 * LIMIT:
            if self.address and _status(self.address) == 200:
                return time.monotonic() - self.started
            time.sleep(0.2)
        raise SystemExit("FAILED: no usable address")

    def interrupt(self) -> float:
        """Ctrl-C: the whole foreground group gets SIGINT. Seconds until all of it has ended."""
        asked = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(60)
        self.reader.join(10)
        return time.monotonic() - asked


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def left_behind(system: str) -> list[str]:
    """Command lines of processes that still live in the bare system."""
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.readlink(f"/proc/{name}/root") == system:
                with open(f"/proc/{name}/cmdline", "rb") as stream:
                    found.append(stream.read().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def main() -> None:
    system, kind, home = sys.argv[1:]
    print(f"# {kind} on a bare Debian 12, {os.cpu_count()} processors, as {pwd.getpwuid(os.getuid()).pw_name} in chroot")
    first = Run(system, kind, home)
    usable = first.until_usable()
    stopped = first.interrupt()
    rest = left_behind(system)
    second = Run(system, kind, home)
    again = second.until_usable()
    second.interrupt()
    rest += left_behind(system)
    after = usable - first.downloaded
    verdict = "PASSED" if after < LIMIT and not rest else "FAILED"
    print(f"{verdict}  first start {after:.1f} s after {first.downloaded:.1f} s of downloads (limit {LIMIT:.0f}),")
    print(f"        Ctrl-C {stopped:.1f} s, second start {again:.1f} s, left behind {rest}; load {os.getloadavg()}", flush=True)


if __name__ == "__main__":
    main()
