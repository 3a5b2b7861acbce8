"""What a server uses, sampled while it works, and whether that stays flat.

Flat means: the median of the last quarter is not above the median of the first quarter after the warm-up
by more than a factor and a floor. Medians of many windows do not mind a busy machine; what the server
costs is measured by its own CPU time, which minds it least.
"""

import os
import pathlib
import statistics
import threading
import time

WARM_UP = 0.25  # of the run

# What is compared: name, unit, factor, floor. RSS has a floor for the allocator's arenas.
LIMITS = [
    ("rss", "MiB", 1.15, 6),
    ("descriptors", "", 1.1, 4),
    ("cpu", "us per request", 1.5, 20),
    ("latency", "ms, median", 3, 2),
    ("file", "MiB", 1.25, 24),
]


class Sample:
    def __init__(self, **values):
        self.__dict__.update(values)


class Gauge:
    """Samples a process until stopped; `load` says how many requests were answered, and how fast."""

    def __init__(self, pid, load, files, period):
        self.process = pathlib.Path(f"/proc/{pid}")
        self.load, self.files, self.period = load, files, period
        self.samples = []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        cpu, requests = self.cpu_seconds(), self.load.requests
        while not self.stopped.wait(self.period):
            latencies = self.load.take_latencies()
            cpu_now, requests_now = self.cpu_seconds(), self.load.requests
            done = requests_now - requests
            if done < 20:
                continue  # a machine that stood still says nothing
            self.samples.append(Sample(
                time=time.monotonic(), rss=self.rss(), file=self.file_size(),
                descriptors=len(os.listdir(self.process / "fd")),
                cpu=(cpu_now - cpu) / done * 1e6,
                latency=statistics.median(latencies) * 1e3,
                slowest=max(latencies) * 1e3))
            cpu, requests = cpu_now, requests_now

    def cpu_seconds(self):
        fields = (self.process / "stat").read_text().rsplit(")")[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self):
        for line in (self.process / "status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0

    def file_size(self):
        return sum(os.path.getsize(name) for name in self.files if os.path.exists(name)) / 2**20

    def stop(self):
        self.stopped.set()
        self.thread.join()

    def quarters(self):
        """The samples after the warm-up, in four parts."""
        warm = self.samples[int(len(self.samples) * WARM_UP):]
        size = len(warm) // 4
        return [warm[i * size:(i + 1) * size] for i in range(4)]

    def verdicts(self):
        """(name, medians of the quarters as text, flat?)"""
        quarters = self.quarters()
        for name, unit, factor, floor in LIMITS:
            medians = [statistics.median(getattr(sample, name) for sample in quarter)
                       for quarter in quarters]
            if name == "file" and not self.files:
                continue
            flat = medians[3] <= max(medians[0] * factor, medians[0] + floor)
            yield name, " -> ".join(f"{m:.1f}" for m in medians) + f" {unit}", flat
