"""The reader's two windows: one for commands, and one in which the gateway runs. Nothing here sleeps: what takes a moment is waited
for at the pipe or the file where it will be seen."""

import os
import select
import signal
import socket
import subprocess
import time

import shown

START_SECONDS = 20
STOP_SECONDS = 20
SEEN_SECONDS = 10  # until a log line or a published entry of the ledger is there


class PortTaken(Exception):
    """Somebody else listens where the gateway should."""


def free_port():
    """One below those that the system gives to outgoing connections, which nobody listens on now; the door after it is tried by
    the gateway itself."""
    while True:
        port = 1024 + int.from_bytes(os.urandom(2), "big") % 8976
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Lines:
    """The lines that come out of a pipe, as they come."""

    def __init__(self, pipe):
        self.pipe, self.rest, self.ended = pipe, b"", False

    def next(self, deadline):
        """The next one, or None when there is none in time or any more."""
        while b"\n" not in self.rest and not self.ended:
            ready, _, _ = select.select([self.pipe], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                return None
            block = os.read(self.pipe.fileno(), 65536)
            self.ended = not block
            self.rest += block
        line, newline, self.rest = self.rest.partition(b"\n")
        return line.decode() if newline else None


def stop(process, with_signal):
    if process.poll() is None:
        os.killpg(process.pid, with_signal)
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()
    finally:
        process.stdout.close()


class Windows:
    def __init__(self, folder, programs, port):
        self.folder, self.port, self.gateway, self.lines = folder, port, None, None
        self.environment = {"HOME": folder, "LC_ALL": "C.UTF-8", "PATH": programs + ":/usr/bin:/bin"}

    def _open(self, command):
        return subprocess.Popen(["/bin/bash", "-c", command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def _as_shown(self, text):
        text = text.replace("127.0.0.1:%d" % self.port, "127.0.0.1:7443")
        return text.replace("127.0.0.1:%d" % (self.port + 1), "127.0.0.1:7444")

    def answer(self, commands):
        """What the first window answers to some lines."""
        for at, line in enumerate(commands):
            if line.startswith("concordat init "):
                commands = commands[:at] + [line + " --port %d" % self.port] + commands[at + 1 :]
        process = self._open("\n".join(commands))
        out, _ = process.communicate()
        return self._as_shown(out.decode()).splitlines()

    def answer_once(self, commands, seen):
        """The same, asked again whenever the gateway has written to its log or its ledger, until `seen` likes it."""
        files = ["practice/data/log/concordatd.json", "practice/data/ledger/checkpoint"]
        watch = self._open("exec tail -q -n +1 -F " + " ".join(files) + " 2>/dev/null")
        news, deadline = Lines(watch.stdout), time.monotonic() + SEEN_SECONDS
        try:
            while True:
                answered = self.answer(commands)
                if seen(answered) or news.next(deadline) is None:
                    return answered
        finally:
            stop(watch, signal.SIGTERM)

    def start(self, command):
        self.close()
        self.gateway = self._open("exec " + command)
        self.lines = Lines(self.gateway.stdout)

    def shows(self, seen):
        """What the second window shows since it was last looked at, until `seen` likes it."""
        deadline, lines = time.monotonic() + START_SECONDS, []
        while not seen(lines):
            line = self.lines.next(deadline)
            if line is None:
                break
            if "cannot listen" in line:
                stop(self.gateway, signal.SIGKILL)
                self.gateway = None
                raise PortTaken(line)
            # The log and the gateway's own voice are two threads: the order in which they come to the window is chance.
            lines = sorted(lines + [self._as_shown(line)], key=shown.without_variables)
        return lines

    def close(self):
        """Ctrl and C in the second window; a gateway that does not end well is a failure."""
        if self.gateway is None:
            return
        status, self.gateway = stop(self.gateway, signal.SIGINT), None
        if status != 0:
            raise RuntimeError("the gateway ended with status %d" % status)
