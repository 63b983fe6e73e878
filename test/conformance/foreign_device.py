#!/usr/bin/env python3
"""A scanner written from PROTOCOL.md alone, in another language: the peer that shares no code with the station.

It listens on 127.0.0.1, serves one station at a time and gives one picture over and over. Python's standard library only.
First line of stdout: {"ready": true, "port": N}. What it met follows as JSON lines. SIGTERM ends it.
"""

import argparse
import asyncio
import json
import random
import signal
import struct
import sys
import time
import zlib

SYNC = b"\xd5SPL"
HEADER = struct.Struct("<4sBBHIII")
HEADER_SIZE = 24
STRIP_LIMIT, OTHER_LIMIT = 1_048_576, 4096

HELLO, START_SCAN, SCAN_READY, ABORT_SCAN, SCAN_RECEIVED = 1, 2, 3, 4, 5
HEARTBEAT, ERROR, GOODBYE = 0x40, 0x41, 0x42
WELCOME, STATUS, START_ACCEPTED, START_REFUSED, ABORT_ACCEPTED = 0x81, 0x82, 0x83, 0x84, 0x85
SCAN_BEGIN, STRIP, SCAN_END = 0x90, 0x91, 0x92

STANDBY, READY, ARMED, SCANNING, TRANSFERRING = 4, 5, 6, 7, 8
ENERGIES_KEV = (6000, 4000)
COMPLETED, ABORTED_BY_STATION, ABORTED_BY_DEVICE = 0, 1, 2
NOT_KNOWN = 0xFFFFFFFF
NO_SCAN = bytes(16)


def say(**what):
    print(json.dumps(what), flush=True)


def text(words):
    data = words.encode("utf-8")
    return struct.pack("<H", len(data)) + data


def energies():
    return struct.pack("<B%dH" % len(ENERGIES_KEV), len(ENERGIES_KEV), *ENERGIES_KEV)


class Malformed(Exception):
    """A message that its table in PROTOCOL.md does not allow."""


class Fields:
    """Reads the fields of a message one after another; what stands behind the last one is left alone."""

    def __init__(self, payload):
        self.payload, self.at = payload, 0

    def bytes(self, count):
        if self.at + count > len(self.payload):
            raise Malformed("the message is too short")
        self.at += count
        return self.payload[self.at - count : self.at]

    def number(self, kind):
        return struct.unpack("<" + kind, self.bytes(struct.calcsize("<" + kind)))[0]

    def text(self, longest):
        size = self.number("H")
        if size > longest:
            raise Malformed("a text is too long")
        try:
            return self.bytes(size).decode("utf-8")
        except UnicodeDecodeError as cause:
            raise Malformed("a text is not UTF-8") from cause


class Framer:
    """Finds frames in a stream of bytes: section "Receiving, and finding the way back"."""

    def __init__(self):
        self.held = bytearray()
        self.began = None

    def push(self, data):
        self.held += data
        while True:
            at = self.held.find(SYNC)
            if at != 0:
                del self.held[: at if at > 0 else max(0, len(self.held) - 3)]
                self.began = None
            if len(self.held) < HEADER_SIZE:
                return
            _, version, kind, _, _, length, crc = HEADER.unpack_from(self.held)
            (header_crc,) = struct.unpack_from("<I", self.held, 20)
            if version != 1 or header_crc != zlib.crc32(bytes(self.held[:20])):
                del self.held[:1]
                continue
            if length > (STRIP_LIMIT if kind == STRIP else OTHER_LIMIT):
                del self.held[:HEADER_SIZE]
                continue
            if len(self.held) < HEADER_SIZE + length:
                self.began = self.began or time.monotonic()
                if time.monotonic() - self.began < 4:
                    return
                del self.held[:HEADER_SIZE]
                self.began = None
                continue
            self.began = None
            payload = bytes(self.held[HEADER_SIZE : HEADER_SIZE + length])
            if zlib.crc32(payload) != crc:
                del self.held[:HEADER_SIZE]
                continue
            del self.held[: HEADER_SIZE + length]
            yield kind, payload


class Scan:
    def __init__(self, scan_id, number):
        self.id, self.number = scan_id, number
        self.ready, self.received = asyncio.Event(), asyncio.Event()
        self.aborted = self.closed = False
        self.task = None


class Device:
    def __init__(self, options):
        self.options = options
        self.started = time.monotonic()
        self.boot_id = random.getrandbits(32)
        self.state, self.state_left_at = READY, None
        self.serving = None
        self.last_number = 0
        self.used_ids = []
        random.seed(options.seed)
        size = options.lines * len(ENERGIES_KEV) * options.detectors * 2
        self.pixels = random.randbytes(size)
        if options.pixels:
            with open(options.pixels, "wb") as file:
                file.write(self.pixels)

    def uptime(self):
        return int((time.monotonic() - self.started) * 1000) & 0xFFFFFFFF

    async def serve(self, reader, writer):
        await Session(self, reader, writer).run()


class Session:
    """One connection of a station, from its HELLO to its end."""

    def __init__(self, device, reader, writer):
        self.device, self.options = device, device.options
        self.reader, self.writer = reader, writer
        self.sequence = 0
        self.session = None
        self.scan = None

    def send(self, kind, payload, damage=False):
        header = HEADER.pack(SYNC, 1, kind, 0, self.sequence, len(payload), zlib.crc32(payload))
        self.sequence = (self.sequence + 1) & 0xFFFFFFFF
        if damage:
            payload = payload[:-1] + bytes([payload[-1] ^ 0x10])
        self.writer.write(header + struct.pack("<I", zlib.crc32(header)) + payload)

    def goodbye(self, reason, words):
        self.send(GOODBYE, struct.pack("<IB", self.session or 0, reason) + text(words))

    def status(self):
        device = self.device
        left = NOT_KNOWN
        if device.state_left_at is not None:
            left = max(0, int((device.state_left_at - time.monotonic()) * 1000))
        beam = 1 if device.state == SCANNING else 0
        payload = struct.pack("<BBBBII", device.state, beam, 0, 0, left, 90)
        payload += text("") + text("") + text("")
        payload += struct.pack("<BB", 1, 1) + text("tunnel door")
        self.send(STATUS, payload)

    def enter(self, state, seconds=None):
        self.device.state = state
        self.device.state_left_at = None if seconds is None else time.monotonic() + seconds
        self.status()

    async def run(self):
        framer = Framer()
        beating = None
        try:
            while True:
                try:
                    data = await asyncio.wait_for(self.reader.read(65536), 1)
                except asyncio.TimeoutError:
                    data = b""
                    if self.reader.at_eof():
                        break
                else:
                    if not data:
                        break
                for kind, payload in framer.push(data):
                    self.heard_at = time.monotonic()
                    try:
                        if not self.on(kind, payload):
                            return
                    except Malformed as problem:
                        self.send(ERROR, struct.pack("<B", 2) + text(str(problem)))
                    if self.session is not None and beating is None:
                        beating = asyncio.ensure_future(self.beat())
                if beating is not None and time.monotonic() - self.heard_at > 5:
                    self.goodbye(6, "nothing was heard for 5 s")
                    return
        except ConnectionError:
            pass
        finally:
            if beating is not None:
                beating.cancel()
            if self.scan is not None:
                self.scan.task.cancel()
            if self.device.serving is self:
                self.device.serving = None
                self.device.state, self.device.state_left_at = READY, None
            self.writer.close()

    async def beat(self):
        seconds = 0
        while True:
            await asyncio.sleep(1)
            seconds += 1
            self.send(HEARTBEAT, struct.pack("<I", self.device.uptime()))
            if seconds % 2 == 0:
                self.status()

    def on(self, kind, payload):
        """Takes one message; False: the connection is over."""
        fields = Fields(payload)
        if kind == HELLO:
            return self.on_hello(fields)
        if self.session is None:
            return True
        if kind == GOODBYE:
            return fields.number("I") != self.session
        if kind == START_SCAN:
            self.on_start(fields.bytes(16), fields.text(200))
        elif kind == SCAN_READY:
            scan_id, number = fields.bytes(16), fields.number("I")
            if self.scan is not None and (self.scan.id, self.scan.number) == (scan_id, number):
                self.scan.ready.set()
        elif kind == ABORT_SCAN:
            self.on_abort(fields.bytes(16), fields.text(200))
        elif kind == SCAN_RECEIVED:
            scan_id, number, lines = fields.bytes(16), fields.number("I"), fields.number("I")
            if self.scan is not None and (self.scan.id, self.scan.number) == (scan_id, number):
                say(received=lines)
                self.scan.received.set()
        elif kind == ERROR:
            say(error=fields.number("B"), text=fields.text(200))
        return True

    def on_hello(self, fields):
        lowest, highest = fields.number("B"), fields.number("B")
        fields.number("H")
        session = fields.number("I")
        if session == 0:
            raise Malformed("the session is 0")
        if self.device.serving not in (None, self):
            self.session = session
            self.goodbye(2, "another station is connected")
            return False
        version = 1 if lowest <= 1 <= highest else 0
        if session != self.session and self.scan is not None:
            self.scan.task.cancel()
            self.scan = None
            self.device.state = READY
        self.session = session
        device, options = self.device, self.options
        self.send(
            WELCOME,
            struct.pack("<BBBBII", version, 1, 1, 0, session, device.boot_id)
            + struct.pack("<HI", options.detectors, max(options.lines, 1))
            + energies()
            + text("Elsewhere Works")
            + text("Portal 2")
            + text("PY-0001"),
        )
        if version == 0:
            self.goodbye(3, "this device speaks version 1")
            return False
        device.serving = self
        self.status()
        return True

    def refuse(self, scan_id, code, words):
        self.send(START_REFUSED, scan_id + struct.pack("<B", code) + text(words))

    def on_start(self, scan_id, _reference):
        warning = struct.pack("<I", self.options.warning_ms)
        if self.scan is not None and self.scan.id == scan_id and not self.scan.closed:
            self.send(START_ACCEPTED, scan_id + warning)
        elif scan_id in self.device.used_ids:
            self.refuse(scan_id, 8, "this scan was there before")
        elif self.scan is not None and not self.scan.received.is_set() and not self.scan.closed:
            self.refuse(scan_id, 5, "a scan is under way")
        elif self.device.state != READY:
            self.refuse(scan_id, 1, "the scanner is not ready")
        else:
            self.device.used_ids = self.device.used_ids[-199:] + [scan_id]
            self.device.last_number += 1
            self.scan = Scan(scan_id, self.device.last_number)
            self.send(START_ACCEPTED, scan_id + warning)
            self.enter(ARMED, self.options.warning_ms / 1000)
            self.scan.task = asyncio.ensure_future(self.give(self.scan))

    def on_abort(self, scan_id, _reason):
        if self.scan is not None and scan_id in (NO_SCAN, self.scan.id):
            self.scan.aborted = True
            self.scan.ready.set()
        self.send(ABORT_ACCEPTED, scan_id)

    async def give(self, scan):
        options = self.options
        beam_at = time.monotonic() + options.warning_ms / 1000
        begin = scan.id + struct.pack("<IHHHH", scan.number, options.detectors, 60000, 300, 0)
        begin += struct.pack("<III", 4000, 5000, options.lines) + energies()
        while not scan.ready.is_set() and time.monotonic() < beam_at + 5:
            self.send(SCAN_BEGIN, begin)
            await event_within(scan.ready, 1)
        while not scan.aborted and time.monotonic() < beam_at:
            await asyncio.sleep(0.02)
        sent = 0
        if scan.ready.is_set() and not scan.aborted:
            self.enter(SCANNING)
            sent = await self.give_strips(scan)
        outcome = ABORTED_BY_STATION if scan.aborted else COMPLETED
        if not scan.ready.is_set():
            outcome = ABORTED_BY_DEVICE
        self.enter(TRANSFERRING)
        line_size = len(ENERGIES_KEV) * options.detectors * 2
        whole_crc = zlib.crc32(self.device.pixels[: sent * line_size])
        end = scan.id + struct.pack("<IIBBI", scan.number, sent, outcome, 1, whole_crc)
        end += text("" if outcome == COMPLETED else "ended early")
        for _ in range(5):
            self.send(SCAN_END, end)
            if await event_within(scan.received, 1):
                break
        scan.closed = True
        self.enter(READY)

    async def give_strips(self, scan):
        options = self.options
        line_size = len(ENERGIES_KEV) * options.detectors * 2
        number = first = 0
        while first < options.lines and not scan.aborted:
            lines = min(options.strip_lines, options.lines - first)
            pixels = self.device.pixels[first * line_size : (first + lines) * line_size]
            strip = struct.pack("<IIIHHI", scan.number, number, first, lines, 0, zlib.crc32(pixels)) + pixels
            self.send(STRIP, strip, damage=number == options.damage_strip)
            await self.writer.drain()
            await asyncio.sleep(options.pause_ms / 1000)
            number, first = number + 1, first + lines
        return first


async def event_within(event, seconds):
    try:
        await asyncio.wait_for(event.wait(), seconds)
        return True
    except asyncio.TimeoutError:
        return False


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--detectors", type=int, default=320)
    parser.add_argument("--lines", type=int, default=600)
    parser.add_argument("--strip-lines", type=int, default=32)
    parser.add_argument("--damage-strip", type=int, default=-1, help="turn a bit of the strip with this number")
    parser.add_argument("--warning-ms", type=int, default=5000)
    parser.add_argument("--pause-ms", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pixels", help="write the pixels that are sent to this file")
    device = Device(parser.parse_args())
    server = await asyncio.start_server(device.serve, "127.0.0.1", device.options.port)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    say(ready=True, port=server.sockets[0].getsockname()[1])
    await ended.wait()
    server.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
