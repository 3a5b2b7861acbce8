"""Acknowledging too early, too late, and in time, side by side."""

from stage import Crash, delete, lab, make_queue, receive, receive_count, say, scene, send, sqs, story

photos = make_queue("photos", VisibilityTimeout="30")


def other_worker():
    found = receive(photos)
    return found[0] if found else None


# Too early: a delete is a promise that the work is done. It was not.
scene("TOO EARLY: deleted when received, resized afterwards")
sent = send(photos, "photo")
(message,) = receive(photos)
delete(photos, message)
try:
    raise Crash
except Crash:
    say("worker A", "deleted it, then CRASHED while resizing")
lab.advance(seconds=31)
say("worker B", f"31 s later finds {'it' if other_worker() else 'nothing: the photo is never resized'}")
say("history", story(photos, sent))

# Too late: the visibility timeout is the time that a consumer has, and nobody tells it when it is over.
scene("TOO LATE: resizing takes 45 s, the visibility timeout is 30 s")
sent = send(photos, "photo")
(message,) = receive(photos)
say("worker A", "received it and starts")
lab.advance(seconds=31)
again = other_worker()
say("worker B", f"31 s later receives it too (delivery {receive_count(again)}): both are resizing")
lab.advance(seconds=14)
delete(photos, message)
say("worker A", "45 s: done, and deletes it by the handle of delivery 1")
delete(photos, again)
say("worker B", "done, and deletes it too: resized twice")
say("history", story(photos, sent))

# In time: a heartbeat asks for more time while the work goes on, and the delete comes last.
scene("IN TIME: a heartbeat every 20 s keeps it invisible, the delete comes last")
sent = send(photos, "photo")
(message,) = receive(photos)
for second in (20, 40):
    lab.advance(seconds=20)
    sqs.change_message_visibility(
        QueueUrl=photos, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=30
    )
    say("worker A", f"{second} s: still working, 30 s more please")
    say("worker B", f"{second} s: receives {'it' if other_worker() else 'nothing'}")
lab.advance(seconds=5)
delete(photos, message)
say("worker A", "45 s: done, deletes it: resized once")
say("history", story(photos, sent))

scene("WHAT THE SERVER REMARKS about this use of its queue")
for lint in lab.lints("photos"):
    say("lint", f"{lint['lint']} ({lint['count']} x)")
for check in lab.report()["checks"]:
    if not check["passed"]:
        say("report", f"{check['name']}: no")
