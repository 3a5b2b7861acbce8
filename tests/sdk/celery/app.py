"""The Celery application under test: broker and results come from the environment.

The broker's URL names the server, so kombu makes its queues there; results are files in a folder.
"""

import os
import time
from pathlib import Path
from urllib.parse import urlsplit

from celery import Celery

RESULTS = Path(os.environ["CELERY_FOLDER"])

app = Celery("walk", broker=f"sqs://test:test@{urlsplit(os.environ['ROPELINE_ENDPOINT']).netloc}")
app.conf.update(
    broker_transport_options={
        "is_secure": False,
        "region": "us-east-1",
        "queue_name_prefix": os.environ["CELERY_PREFIX"],
        "visibility_timeout": 300,
        "polling_interval": 0.1,
        "wait_time_seconds": 1,
    },
    task_default_queue="tasks",
    result_backend=f"file://{RESULTS}",
    broker_connection_retry_on_startup=True,
    worker_prefetch_multiplier=1,
    task_acks_late=True,
)


@app.task
def add(left, right):
    return left + right


@app.task(bind=True, max_retries=3)
def flaky(self):
    """Fails twice, then tells how often it ran."""
    if self.request.retries < 2:
        raise self.retry(countdown=0)
    return self.request.retries


@app.task
def fails():
    raise ValueError("always")


@app.task
def note(line):
    with open(RESULTS / "lines", "a") as lines:
        lines.write(line + "\n")


@app.task
def hang(name):
    """Runs for ever the first time, so that its worker can be killed; then ends at once."""
    marker = RESULTS / f"hang-{name}"
    if marker.exists():
        return "second run"
    marker.touch()
    while True:
        time.sleep(1)
